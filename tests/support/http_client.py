"""A small keep-alive HTTP client: one connection, one thread, no retries.

A request is sent once. What a server didn't answer is reported as Unanswered, so that a caller can tell "refused" from
"unknown", which the crash test lives on.
"""
import http.client
import json
import select
import urllib.parse


class Unanswered(Exception):
    """The connection broke or timed out before a whole answer arrived; the request may or may not have been carried out."""


class Answer:
    """Status, headers (names in lower case) and body of one answer."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        """The body as JSON; None for an empty body or one that isn't JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def fault(self):
        """NeutronError's type, or None."""
        document = self.json()
        error = document.get("NeutronError") if isinstance(document, dict) else None
        return error.get("type") if isinstance(error, dict) else None

    def __repr__(self):
        return "%d %s" % (self.status, self.text)


class Client:
    """Speaks to one server. Not thread-safe; close() or use as a context manager."""

    def __init__(self, url, headers=None, timeout=60):
        parts = urllib.parse.urlsplit(url)
        self.url = url.rstrip("/")
        self.headers = dict(headers or {})
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._connection = None

    def request(self, method, path, body=None, headers=None):
        """body: None, str, bytes, or anything else, which is sent as JSON. Raises Unanswered."""
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        everything = dict(self.headers)
        if body is not None:
            everything.setdefault("Content-Type", "application/json")
        everything.update(headers or {})
        try:
            connection = self._connected()
            connection.request(method, path, body, everything)
            response = connection.getresponse()
            answer = Answer(response.status, _headers(response), response.read())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered("%s %s: %r" % (method, path, error)) from error
        if response.will_close:
            self.close()
        return answer

    def get(self, path, headers=None):
        return self.request("GET", path, None, headers)

    def post(self, path, body, headers=None):
        return self.request("POST", path, body, headers)

    def put(self, path, body, headers=None):
        return self.request("PUT", path, body, headers)

    def delete(self, path, headers=None):
        return self.request("DELETE", path, None, headers)

    def close(self):
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connected(self):
        """A usable connection. A server may close an idle one: that is seen before sending, never guessed afterwards."""
        if self._connection and self._connection.sock:
            readable, _, _ = select.select([self._connection.sock], [], [], 0)
            if not readable:
                return self._connection
        self.close()
        self._connection = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return self._connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _headers(response):
    headers = {}
    for name, value in response.getheaders():
        name = name.lower()
        headers[name] = headers[name] + ", " + value if name in headers else value
    return headers
