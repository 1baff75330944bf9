// The classic chat that tutorials build: Express for history, Socket.IO for what is new, MongoDB to keep it.
// A message is saved, then emitted to the conversation's room, then acknowledged to its sender.
import { createServer } from "node:http";
import express from "express";
import { MongoClient } from "mongodb";
import { Server } from "socket.io";

const client = await new MongoClient(process.env.MONGODB_URI, {
  directConnection: true,
  writeConcern: { w: "majority", journal: true },
}).connect();
const messages = client.db("express_chat").collection("messages");
await messages.createIndex({ conversation: 1, createdAt: 1 });

const app = express();
const http = createServer(app);
const io = new Server(http, { transports: ["websocket"], serveClient: false });

app.get("/conversations/:id/messages", async (request, response) => {
  const newest = messages.find({ conversation: request.params.id }).sort({ createdAt: -1 }).limit(50);
  response.json((await newest.toArray()).reverse());
});

io.on("connection", (socket) => {
  socket.on("join", (conversation) => socket.join(conversation));
  socket.on("message", async ({ conversation, sender, body }, acknowledge) => {
    try {
      const message = { conversation, sender, body, createdAt: new Date() };
      await messages.insertOne(message);
      io.to(conversation).emit("message", message);
      acknowledge({ id: message._id });
    } catch (error) {
      console.error(error);
      socket.emit("failed", { conversation });
    }
  });
});

http.listen(Number(process.env.PORT), "127.0.0.1");
