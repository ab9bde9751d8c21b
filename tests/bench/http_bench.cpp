// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP layer alone (S1 without a store): keep-alive clients of one thread against the server's
// thread on loopback. Prints requests per second and latencies, min / median / max of the rounds.
#include "services/http/http_server.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;
using namespace tidemark;
using Instant = std::chrono::steady_clock::time_point;

namespace {

constexpr int kRounds = 5;
constexpr auto kRoundTime = 3s;

struct Client
{
    int socket = -1;
    qsizetype missing_bytes = 0; ///< of the answer that is awaited
    Instant asked;
};

struct Round
{
    double perSecond = 0;
    double p50_ms = 0;
    double p99_ms = 0;
};

Client connected(quint16 port)
{
    Client client;
    client.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(client.socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        std::perror("connect");
    return client;
}

void ask(Client &client, const QByteArray &wire, qsizetype answer_bytes)
{
    client.missing_bytes = answer_bytes;
    client.asked = std::chrono::steady_clock::now();
    if (::send(client.socket, wire.constData(), static_cast<std::size_t>(wire.size()),
               MSG_NOSIGNAL) != wire.size())
        std::perror("send");
}

// How long the answer to `wire` is: all have the same length.
qsizetype sizeOfAnswer(quint16 port, const QByteArray &wire)
{
    Client client = connected(port);
    ask(client, wire, 0);
    QByteArray answer;
    for (;;) {
        char bytes[65536];
        const auto got = ::recv(client.socket, bytes, sizeof bytes, 0);
        if (got <= 0)
            break;
        answer.append(bytes, got);
        const qsizetype head = answer.indexOf("\r\n\r\n") + 4;
        const qsizetype field = answer.indexOf("Content-Length: ");
        if (head < 4 || field < 0)
            continue;
        const qsizetype size =
            head + answer.mid(field + 16, answer.indexOf('\r', field) - field - 16).toLongLong();
        if (answer.size() >= size)
            break;
    }
    ::close(client.socket);
    return answer.startsWith("HTTP/1.1 200") ? answer.size() : 0;
}

Round measure(quint16 port, std::size_t count, const QByteArray &wire, qsizetype answer_bytes)
{
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    std::vector<Client> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(connected(port));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        epoll_ctl(epoll, EPOLL_CTL_ADD, clients.back().socket, &event);
    }
    std::vector<double> latencies_ms;
    const Instant begin = std::chrono::steady_clock::now();
    for (Client &client : clients)
        ask(client, wire, answer_bytes);
    std::vector<epoll_event> events(256);
    std::vector<char> bytes(std::size_t{1} << 17);
    while (std::chrono::steady_clock::now() - begin < kRoundTime) {
        const int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < ready; ++i) {
            Client &client = clients[events[static_cast<std::size_t>(i)].data.u64];
            const auto got = ::recv(client.socket, bytes.data(), bytes.size(), 0);
            if (got <= 0)
                continue;
            client.missing_bytes -= got;
            if (client.missing_bytes > 0)
                continue;
            const std::chrono::duration<double, std::milli> took =
                std::chrono::steady_clock::now() - client.asked;
            latencies_ms.push_back(took.count());
            ask(client, wire, answer_bytes);
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    for (const Client &client : clients)
        ::close(client.socket);
    ::close(epoll);
    std::sort(latencies_ms.begin(), latencies_ms.end());
    if (latencies_ms.empty())
        return {};
    return {static_cast<double>(latencies_ms.size()) / took.count(),
            latencies_ms[latencies_ms.size() / 2], latencies_ms[latencies_ms.size() * 99 / 100]};
}

void print(const char *what, std::vector<Round> rounds, double Round::*figure, const char *format)
{
    std::sort(rounds.begin(), rounds.end(),
              [figure](const Round &a, const Round &b) { return a.*figure < b.*figure; });
    std::printf("  %-6s", what);
    for (const Round &round : {rounds.front(), rounds[rounds.size() / 2], rounds.back()})
        std::printf(format, round.*figure);
    std::printf("\n");
}

QByteArray records(int count)
{
    QByteArray body = "{\"records\":[";
    for (int i = 0; i < count; ++i)
        body += (i == 0 ? "" : ",") + QByteArray("{\"metric\":\"cpu.load\",\"session\":\"ss_") +
                QByteArray::number(1000 + i) + "\",\"value\":0.25,\"device\":\"host-1\"}";
    return body + "]}";
}

} // namespace

int main()
{
    http::HttpServer server({}, [](http::HttpRequest request, http::HttpReply reply) {
        http::HttpResponse response;
        response.body = request.body.isEmpty() ? records(1) : request.body;
        reply.answer(std::move(response));
    });
    const auto port = server.start();
    if (!port) {
        std::printf("no server: %s\n", qPrintable(port.error().message));
        return 1;
    }
    const QByteArray body = records(100);
    const QByteArray get = "GET /v1/metrics/cpu.load?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const QByteArray post =
        "POST /v1/metrics HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body;
    for (const auto &[name, wire] :
         {std::pair("GET of 1 row", get), {"POST of 100 records", post}}) {
        const qsizetype answer_bytes = sizeOfAnswer(*port, wire);
        if (answer_bytes == 0)
            return 1;
        for (const std::size_t clients : {64U, 200U}) {
            std::vector<Round> rounds;
            for (int i = 0; i < kRounds; ++i)
                rounds.push_back(measure(*port, clients, wire, answer_bytes));
            std::printf("%s, %zu clients (min, median, max of %d)\n", name, clients, kRounds);
            print("req/s", rounds, &Round::perSecond, " %10.0f");
            print("p50 ms", rounds, &Round::p50_ms, " %10.3f");
            print("p99 ms", rounds, &Round::p99_ms, " %10.3f");
        }
    }
    return 0;
}
