// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/sending.h"

#include <QSet>

#include <cstddef>
#include <optional>
#include <stop_token>

namespace tidemark::outbox {

/// How a wave ended.
struct WaveResult
{
    std::size_t items = 0; ///< looked at
    Tally tally;
};

/// Takes the next items of a source to the remote: devices and metrics, then sessions, then values.
/// All that it must remember is in the store, so it may end at any instant. Blocks; on the
/// delivery's thread.
///
/// What is asked first and what is sent then belong together: a wave that is told to wait in
/// between has asked in vain. So the next one takes fewer items, until one comes through, lest a
/// service that takes few requests at a time is asked the same for ever.
class DeliveryWave
{
public:
    DeliveryWave(OutboxStore &outbox, RemoteApi &api, WaveMemory &memory)
        : m_outbox(outbox)
        , m_api(api)
        , m_memory(memory)
    {}

    /// `most`: values in one request.
    [[nodiscard]] WaveResult run(const Source &source, std::size_t most,
                                 const std::stop_token &stop);

private:
    void resize(const WaveResult &result);

    OutboxStore &m_outbox;
    RemoteApi &m_api;
    WaveMemory &m_memory;
};

} // namespace tidemark::outbox
