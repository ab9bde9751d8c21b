// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/net/url_rules.h"

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

private:
    mutable std::mutex m_mutex;
    std::vector<Contact> m_contacts;
};

} // namespace tidemark::net
