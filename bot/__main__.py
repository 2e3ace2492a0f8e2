"""`python -m bot` is the `latepost` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
