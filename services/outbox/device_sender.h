// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/sending.h"

namespace tidemark::outbox {

/// Makes devices known there. What is said about one goes along when it is made; a device that is
/// removed here stays there, since others may use it. On the delivery's thread.
class DeviceSender
{
public:
    explicit DeviceSender(Sending &sending)
        : m_sending(sending)
    {}
    void send(const std::vector<DeviceWork> &works);

private:
    Sending &m_sending;
};

} // namespace tidemark::outbox
