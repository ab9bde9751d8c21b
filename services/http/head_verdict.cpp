// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/head_verdict.h"

#include <utility>

namespace tidemark::http {

HeadVerdict::HeadVerdict(Deliver deliver)
    : m_deliver(std::move(deliver))
{}

HeadVerdict::~HeadVerdict()
{
    deliver({});
}

HeadVerdict::HeadVerdict(HeadVerdict &&other) noexcept
    : m_deliver(std::exchange(other.m_deliver, nullptr))
{}

void HeadVerdict::admit()
{
    deliver({true});
}

void HeadVerdict::refuse(HttpResponse response)
{
    deliver({false, std::move(response)});
}

void HeadVerdict::deliver(HeadDecision decision)
{
    if (const Deliver send = std::exchange(m_deliver, nullptr))
        send(std::move(decision));
}

} // namespace tidemark::http
