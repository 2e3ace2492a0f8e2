"""The entry of the `latepost` command, which is also `python -m bot`."""

import sys


def main() -> None:
    """Run the command; Ctrl+C ends it with code 130 and no traceback, also while it is being loaded."""
    try:
        from bot.cli.commands import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
