"""What a process needs of its machine: settings file, processor, socket, workers."""
