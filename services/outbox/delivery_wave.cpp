// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/delivery_wave.h"

#include "services/outbox/definition_sender.h"
#include "services/outbox/device_sender.h"
#include "services/outbox/record_sender.h"
#include "services/outbox/session_sender.h"

namespace tidemark::outbox {

WaveResult DeliveryWave::run(const Source &source, std::size_t most, const std::stop_token &stop)
{
    WaveResult result;
    result.tally.most = most;
    const auto batch = take(m_outbox.next(source.id, kItems));
    if (!batch) {
        result.tally.storeError = batch.error();
        return result;
    }
    result.items = batch->size();
    m_knownDevices.unite(batch->knownDevices);
    Sending sending(m_api, m_outbox, source, stop, result.tally, m_knownDevices);
    DeviceSender(sending).send(batch->devices);
    if (sending.mayGoOn())
        DefinitionSender(sending).send(batch->definitions);
    if (sending.mayGoOn())
        SessionSender(sending).send(batch->sessions);
    if (sending.mayGoOn())
        RecordSender(sending).send(batch->records);
    return result;
}

} // namespace tidemark::outbox
