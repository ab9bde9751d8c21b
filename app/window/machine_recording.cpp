// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/machine_recording.h"

#include "services/collect/machine_recorder.h"

#include <utility>

namespace tidemark {

MachineRecording::MachineRecording(std::shared_ptr<store::LocalStore> store, const Clock &clock)
    : m_store(std::move(store))
    , m_clock(clock)
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{}

// What it tells arrives on the object's thread, and is dropped when the object is gone by then.
void MachineRecording::run(const std::stop_token &stop)
{
    collect::MachineRecorder recorder(m_store->ports(), m_clock,
                                      collect::MachineProbe(collect::KernelFiles()));
    recorder.setListener([this](const collect::RecordingSummary &) { Q_EMIT recorded(); });
    if (const auto done = recorder.run({}, stop); !done && !stop.stop_requested())
        Q_EMIT failed(done.error());
}

} // namespace tidemark
