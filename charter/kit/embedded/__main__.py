"""What does somebody type to start, stop or find the servers? ``python -m charter.kit.embedded stop``."""

from __future__ import annotations

import os
import sys

from charter.kit.embedded import Unavailable, World, data_folder

BOTH = {"postgres", "valkey"}


def main(words: list[str]) -> int:
    """Do one word; the exit status is 0, 1 when it could not be done, 2 when it was not understood.

    The folder is CHARTER_DATA, else `.charter` beside manage.py. Started servers stay until `stop`;
    `urls` prints lines for a shell to evaluate, and `secrets` makes what is missing of them.
    """
    word = words[0] if len(words) == 1 else ""
    folder = data_folder(os.environ)
    if word == "stop" and not folder.exists():
        return 0
    try:
        if word == "start":
            World(folder).join(BOTH, keep=True)
        elif word == "stop":
            for name in World(folder).stop():
                print(f"Stopped {name}.")
        elif word == "status":
            for name, up in World(folder).status().items():
                print(f"{name}: {'up' if up else 'stopped'}")
        elif word == "secrets":
            World(folder)
        elif word == "urls":
            world = World(folder)
            env: dict[str, str] = {}
            world.lend_secrets(env)
            for name, value in (env | world.addresses(BOTH)).items():
                print(f"export {name}='{value}'")
        else:
            print("Say one of: start, stop, status, urls, secrets.", file=sys.stderr)
            return 2
    except Unavailable as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
