"""PPI Guide with rate limits that no measurement meets. It takes the arguments of `ppi-guide`.

Only the measurement of a long conversation starts this: people take no thousand turns a minute.
"""

from bot.channels.web import limits as web_limits

web_limits.PER_SESSION = web_limits.PER_ADDRESS = ((1_000_000, 1.0),)

if __name__ == "__main__":
    from bot.cli import main

    main()
