// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/contact_log.h"

#include <algorithm>
#include <utility>

namespace tidemark::net {

void ContactLog::note(const Origin &origin, Timestamp at)
{
    const std::lock_guard lock(m_mutex);
    const auto known =
        std::find_if(m_contacts.begin(), m_contacts.end(),
                     [&](const Contact &contact) { return contact.origin == origin; });
    if (known == m_contacts.end())
        m_contacts.push_back({origin, at});
    else
        known->lastAt = at;
    if (m_heard)
        m_heard();
}

void ContactLog::setListener(std::function<void()> heard)
{
    const std::lock_guard lock(m_mutex);
    m_heard = std::move(heard);
}

std::vector<Contact> ContactLog::contacts() const
{
    const std::lock_guard lock(m_mutex);
    return m_contacts;
}

} // namespace tidemark::net
