// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"

#include <QObject>

#include <memory>

namespace tidemark {

class MachineRecording;
class MainWindow;

/// What a window does with this machine: records it into the store and shows its dashboard. Goes
/// before the workspace. GUI thread.
class MachineDesk final : public QObject
{
    Q_OBJECT

public:
    /// The window, which has a workspace, outlives the desk.
    explicit MachineDesk(MainWindow &window);
    ~MachineDesk() override;

    [[nodiscard]] bool isRecording() const { return m_recording != nullptr; }
    /// Nothing in a store that cannot be written.
    void setRecording(bool records);
    /// Begins to record where that is possible, and shows the dashboard as soon as there is
    /// something to show.
    void show();

Q_SIGNALS:
    void changed(); ///< whether it records

private:
    void openWhenKnown();
    void onFailed(const Error &error);

    MainWindow &m_window;
    std::unique_ptr<MachineRecording> m_recording;
    bool m_isOpening = false; ///< the dashboard waits for its metrics
};

} // namespace tidemark
