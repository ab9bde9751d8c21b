// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/message_center.h"
#include "model/core/id.h"

#include <QObject>

#include <optional>
#include <vector>

namespace tidemark {

class MainWindow;

/// Tells what a long change of the store came to, with Undo. Steps come by way of the journal, so
/// it is made when the change begins and notes them; the result is told once its step is there, or
/// without Undo when none has come for a while. GUI thread.
class StepResult final : public QObject
{
    Q_OBJECT

public:
    /// The window, which has a workspace, outlives it.
    StepResult(MainWindow &window, QObject *parent);

    /// `change` is invalid when nothing was stored.
    void tell(Message message, ChangeId change);

Q_SIGNALS:
    void told();

private:
    void post();
    [[nodiscard]] bool hasStep() const; ///< it can be undone

    MainWindow &m_window;
    std::optional<Message> m_result; ///< waits for the step
    std::vector<ChangeId> m_steps;   ///< of the store since this was made
    ChangeId m_change;
};

} // namespace tidemark
