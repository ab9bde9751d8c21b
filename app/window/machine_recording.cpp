// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/machine_recording.h"

#include "model/core/run_in_background.h"
#include "model/ports/clock.h"
#include "services/collect/machine_recorder.h"

#include <mutex>
#include <utility>

namespace tidemark {

/// What the recording and its thread share. The thread reads the clock and tells its news through
/// it, until the recording cuts it. Any thread; the lock is never held for longer than a message is
/// posted.
class MachineRecording::Link final : public Clock
{
public:
    Link(MachineRecording &recording, const Clock &clock)
        : m_recording(&recording)
        , m_clock(&clock)
    {}

    /// Neither the recording nor its clock is used from here on.
    void cut()
    {
        const std::scoped_lock lock(m_mutex);
        m_recording = nullptr;
        m_clock = nullptr;
    }

    [[nodiscard]] Timestamp now() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_clock ? m_clock->now() : Timestamp::now(); // of a reading that nobody wants now
    }

    /// Calls `signal` with its arguments on the recording's thread, if it is still there.
    template <class Signal, class... Values>
    void tell(Signal signal, Values... values)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_recording)
            return;
        QMetaObject::invokeMethod(
            m_recording,
            [recording = m_recording, signal, values...] {
                Q_EMIT(recording->*signal)
                (values...);
            },
            Qt::QueuedConnection);
    }

private:
    mutable std::mutex m_mutex;
    MachineRecording *m_recording;
    const Clock *m_clock;
};

MachineRecording::MachineRecording(std::shared_ptr<store::LocalStore> store, const Clock &clock)
    : m_link(std::make_shared<Link>(*this, clock))
{
    m_thread = std::thread([link = m_link, store = std::move(store), stop = m_stop.get_token()] {
        collect::MachineRecorder recorder(store->ports(), *link,
                                          collect::MachineProbe(collect::KernelFiles()));
        bool isPaused = false;
        recorder.setListener([&link, &isPaused](const collect::RecordingSummary &) {
            link->tell(&MachineRecording::recorded);
            if (std::exchange(isPaused, false))
                link->tell(&MachineRecording::resumed);
        });
        recorder.setLockListener([&link, &isPaused](const Error &error) {
            isPaused = true;
            link->tell(&MachineRecording::paused, error);
        });
        if (const auto done = recorder.run({}, stop); !done && !stop.stop_requested())
            link->tell(&MachineRecording::failed, done.error());
    });
}

MachineRecording::~MachineRecording()
{
    m_link->cut();
    m_stop.request_stop();
    waitInBackground(
        [thread = std::make_shared<std::thread>(std::move(m_thread))] { thread->join(); });
}

} // namespace tidemark
