// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/net/url_rules.h"

#include <functional>
#include <mutex>
#include <vector>

namespace tidemark::net {

/// A server this program spoke to, or tried to.
struct Contact
{
    Origin origin;
    Timestamp lastAt;

    friend bool operator==(const Contact &, const Contact &) = default;
};

/// Which addresses were contacted and when last, for the privacy page (Q3). Any thread.
class ContactLog
{
public:
    void note(const Origin &origin, Timestamp at);
    /// In order of first contact.
    [[nodiscard]] std::vector<Contact> contacts() const;
    /// Called after each note, on its thread, until another takes its place; nothing: none. No call
    /// goes on once this has returned. `heard` does not use the log.
    void setListener(std::function<void()> heard);

private:
    mutable std::mutex m_mutex;
    std::function<void()> m_heard;
    std::vector<Contact> m_contacts;
};

} // namespace tidemark::net
