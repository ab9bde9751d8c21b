// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/store/local_store.h"

#include <QObject>

#include <memory>
#include <thread>

namespace tidemark {

/// Records this machine into a store once a second, on a thread of its own. The destructor ends it,
/// and waits for the reading that is being stored. GUI thread.
class MachineRecording final : public QObject
{
    Q_OBJECT

public:
    /// Begins at once. The clock outlives it.
    MachineRecording(std::shared_ptr<store::LocalStore> store, const Clock &clock);

Q_SIGNALS:
    void recorded();                           ///< a reading was stored
    void failed(const tidemark::Error &error); ///< nothing more is recorded

private:
    void run(const std::stop_token &stop);

    std::shared_ptr<store::LocalStore> m_store;
    const Clock &m_clock;
    std::jthread m_thread; ///< last: it uses all of the above
};

} // namespace tidemark
