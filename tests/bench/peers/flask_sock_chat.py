"""The smallest group chat on flask-sock, run by gunicorn with gevent: what one client says, all clients hear."""

from flask import Flask
from flask_sock import Sock
from simple_websocket import ConnectionClosed

app = Flask(__name__)
sock = Sock(app)
clients = set()


@sock.route("/ws")
def talk(client):
    clients.add(client)
    try:
        while True:
            body = client.receive()
            for other in list(clients):
                send(other, body)
    finally:
        clients.discard(client)


def send(other, body):
    try:
        other.send(body)
    except ConnectionClosed:
        clients.discard(other)
