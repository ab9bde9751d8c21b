// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/store/local_store.h"

#include <QObject>

#include <memory>
#include <stop_token>
#include <thread>

namespace tidemark {

/// Records this machine into a store once a second, on a thread of its own. The destructor ends it
/// without waiting: a reading that is being stored is finished behind it, however slow the disk is,
/// by a thread that holds the store and that the global pool waits for. GUI thread.
class MachineRecording final : public QObject
{
    Q_OBJECT

public:
    /// Begins at once. The clock outlives it.
    MachineRecording(std::shared_ptr<store::LocalStore> store, const Clock &clock);
    ~MachineRecording() override;

Q_SIGNALS:
    void recorded();                           ///< a reading was stored
    void paused(const tidemark::Error &error); ///< the store is locked; readings wait
    void resumed();                            ///< what waited was stored
    void failed(const tidemark::Error &error); ///< nothing more is recorded

private:
    class Link;

    std::shared_ptr<Link> m_link; ///< with the thread, which may outlive this
    std::stop_source m_stop;
    std::thread m_thread;
};

} // namespace tidemark
