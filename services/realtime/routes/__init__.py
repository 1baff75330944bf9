"""What realtime answers over HTTP: the door to the WebSocket."""
