"""nginx as the yardstick: an empty 200 to everything, and (with Debian's nchan module) server-sent events."""

import os
import shutil
import socket

from harness import processes

MODULES = "/usr/lib/nginx/modules"

EMPTY = "location / { return 200; }"

# One channel; the event's name comes with the message. Messages are kept so that a subscriber that
# comes between two of them has one to begin with. No pings (nchan's default): with events every few seconds they only cost.
NCHAN = """
    location = /pub { nchan_publisher; nchan_channel_id bench; nchan_store_messages on; nchan_message_buffer_length 4;
                      nchan_message_timeout 60s; }
    location = /stream { nchan_subscriber eventsource; nchan_channel_id bench; nchan_subscriber_first_message newest;
                         nchan_subscriber_timeout 0; }
"""


def available(nchan=False):
    return shutil.which("nginx") and (not nchan or os.path.exists(f"{MODULES}/ngx_nchan_module.so"))


class Nginx:
    """One nginx on loopback with its files in `folder`; `locations` is the body of its server block."""

    def __init__(self, folder, locations=EMPTY, workers=1, nchan=False):
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        self.port = free_port()
        user = "user nobody nogroup;" if os.geteuid() == 0 else ""
        paths = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                         ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        shared = "nchan_shared_memory_size 512M;" if nchan else ""
        text = f"""daemon off; {user} worker_processes {workers}; worker_rlimit_nofile 20000;
pid {folder}/pid; error_log {folder}/error.log error;
{f"load_module {MODULES}/ngx_nchan_module.so;" if nchan else ""}
events {{ worker_connections 19800; }}
http {{ access_log off; keepalive_requests 1000000000; keepalive_timeout 3600s; client_body_buffer_size 4k; {paths} {shared}
  server {{ listen 127.0.0.1:{self.port} reuseport backlog=4096; {locations} }} }}
"""
        config = os.path.join(folder, "nginx.conf")
        with open(config, "w") as file:
            file.write(text)
        self.process = processes.start(["nginx", "-p", folder, "-c", config, "-e", f"{folder}/error.log"],
                                       log=f"{folder}/output.log")
        processes.wait_until(self._answers, 10, "nginx to listen")

    @property
    def pid(self):
        return self.process.pid

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError("nginx did not start; see its error log")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        processes.stop(self.process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
