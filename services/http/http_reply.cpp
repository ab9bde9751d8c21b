// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/http_reply.h"

#include <utility>

namespace tidemark::http {

HttpReply::HttpReply(Deliver deliver)
    : m_deliver(std::move(deliver))
{}

HttpReply::~HttpReply()
{
    deliver(std::nullopt);
}

HttpReply::HttpReply(HttpReply &&other) noexcept
    : m_deliver(std::exchange(other.m_deliver, nullptr))
{}

HttpReply &HttpReply::operator=(HttpReply &&other) noexcept
{
    if (this != &other) {
        deliver(std::nullopt);
        m_deliver = std::exchange(other.m_deliver, nullptr);
    }
    return *this;
}

void HttpReply::answer(HttpResponse response)
{
    deliver(std::move(response));
}

void HttpReply::deliver(std::optional<HttpResponse> response)
{
    if (const Deliver send = std::exchange(m_deliver, nullptr))
        send(std::move(response));
}

} // namespace tidemark::http
