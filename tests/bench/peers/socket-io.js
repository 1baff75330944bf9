// The smallest group chat on Socket.IO: everybody is in one room, what one says is emitted to the room.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  socket.join("group");
  socket.on("message", (body) => io.to("group").emit("message", body));
});

http.listen(Number(process.env.PORT), "127.0.0.1");
