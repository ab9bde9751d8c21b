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
class DeliveryWave
{
public:
    static constexpr int kItems = 2000;

    DeliveryWave(OutboxStore &outbox, RemoteApi &api, QSet<QString> &knownDevices)
        : m_outbox(outbox)
        , m_api(api)
        , m_knownDevices(knownDevices)
    {}

    /// `most`: values in one request.
    [[nodiscard]] WaveResult run(const Source &source, std::size_t most,
                                 const std::stop_token &stop);

private:
    OutboxStore &m_outbox;
    RemoteApi &m_api;
    QSet<QString> &m_knownDevices;
};

} // namespace tidemark::outbox
