/** /healthz: asks every service whether it is ready, all at once, and answers 200 only when all are. */

const SERVICES = ["auth", "chat", "realtime", "notify"];

async function answer(request) {
    const replies = await Promise.all(SERVICES.map((name) => request.subrequest(`/_ready/${name}`)));
    const isReady = replies.map((reply) => reply.status === 200);
    const services = {};
    SERVICES.forEach((name, index) => {
        services[name] = isReady[index] ? "ready" : "not ready";
    });
    const isWell = isReady.every(Boolean);
    request.headersOut["Content-Type"] = "application/json";
    request.return(isWell ? 200 : 503, JSON.stringify({ status: isWell ? "ok" : "degraded", services }));
}

export default { answer };
