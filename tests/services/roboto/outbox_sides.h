// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/fault_proxy.h"
#include "tests/services/roboto/outbox_person.h"

#include <QString>

#include <utility>
#include <vector>

namespace tidemark::test {

/// A store and the server that it is published to, when nothing is to be sent any more.
class OutboxSides
{
public:
    /// `near`: path of the store; `url`, `token`: of the server itself.
    OutboxSides(QString near, QString url, QString token)
        : m_near(std::move(near))
        , m_url(std::move(url))
        , m_token(std::move(token))
    {}
    /// Fails the test that it runs in unless nothing is left in the outbox, both sides have the
    /// same, each session once, and values arrived in the order in which they were entered.
    /// What was refused has no place in the order, also where the client was killed before a person
    /// could see it. `proxy`: what all of it went through.
    void compare(const FaultProxy &proxy, const OutboxPerson &person) const;

private:
    QString m_near;
    QString m_url;
    QString m_token;
};

} // namespace tidemark::test
