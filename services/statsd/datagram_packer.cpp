// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/datagram_packer.h"

namespace tidemark::statsd {

void DatagramPacker::add(std::string_view lines)
{
    if (lines.empty())
        return;
    if (lines.size() > m_most) {
        ++m_tooLong;
        return;
    }
    if (!m_datagram.empty() && m_datagram.size() + 1 + lines.size() > m_most)
        flush();
    if (!m_datagram.empty())
        m_datagram += '\n';
    m_datagram += lines;
}

void DatagramPacker::flush()
{
    if (m_datagram.empty())
        return;
    m_send(m_datagram);
    m_datagram.clear();
}

} // namespace tidemark::statsd
