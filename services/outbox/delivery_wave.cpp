// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/outbox/delivery_wave.h"

#include "services/outbox/definition_sender.h"
#include "services/outbox/device_sender.h"
#include "services/outbox/record_sender.h"
#include "services/outbox/session_sender.h"

#include <algorithm>

namespace tidemark::outbox {

WaveResult DeliveryWave::run(const Source &source, std::size_t most, const std::stop_token &stop)
{
    WaveResult result;
    result.tally.most = most;
    const auto batch = take(m_outbox.next(source.id, m_memory.items));
    if (!batch) {
        result.tally.storeError = batch.error();
        return result;
    }
    result.items = batch->size();
    m_memory.knownDevices.unite(batch->knownDevices).subtract(m_memory.goneDevices);
    Sending sending(m_api, m_outbox, source, stop, result.tally, m_memory);
    DeviceSender(sending).send(batch->devices);
    if (sending.mayGoOn())
        DefinitionSender(sending).send(batch->definitions);
    if (sending.mayGoOn())
        SessionSender(sending).send(batch->sessions);
    if (sending.mayGoOn())
        RecordSender(sending).send(batch->records);
    resize(result);
    return result;
}

void DeliveryWave::resize(const WaveResult &result)
{
    const Tally &tally = result.tally;
    const bool wasCutShort = tally.pause || tally.troubles >= Sending::kMaxTroubles;
    if (tally.progress > 0)
        m_memory.items = std::min(2 * m_memory.items, WaveMemory::kMostItems);
    else if (wasCutShort && tally.successes > 0) // the remote is there: it was too much at a time
        m_memory.items = std::max(m_memory.items / 4, WaveMemory::kFewestItems);
}

} // namespace tidemark::outbox
