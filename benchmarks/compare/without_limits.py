"""PPI Guide with limits that nobody meets: people do not take a thousand turns in a minute.

Only the measurement of a long conversation starts this. It takes the arguments of `ppi-guide`.
"""

from bot.channels.web import limits as web_limits

web_limits.PER_SESSION = web_limits.PER_ADDRESS = ((1_000_000, 1.0),)

if __name__ == "__main__":
    from bot.cli import main

    main()
