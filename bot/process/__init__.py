"""What a process of ours needs of its machine: settings file, processor, socket, workers."""
