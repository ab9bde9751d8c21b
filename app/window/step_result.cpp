// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/step_result.h"

#include "app/window/main_window.h"
#include "app/window/undo_history.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tidemark {

using namespace std::chrono_literals;

namespace {

constexpr auto kStepPatience = 2s;

} // namespace

StepResult::StepResult(MainWindow &window, QObject *parent)
    : QObject(parent)
    , m_window(window)
{
    connect(&window.workspace()->history(), &UndoHistory::stepsAdded, this,
            [this](const std::vector<ChangeEntry> &added) {
                for (const ChangeEntry &entry : added)
                    m_steps.push_back(entry.id);
                if (m_result && hasStep())
                    post();
            });
}

void StepResult::tell(Message message, ChangeId change)
{
    m_result = std::move(message);
    m_change = change;
    if (hasStep() || !m_change.isValid())
        post();
    else
        QTimer::singleShot(kStepPatience, this, [this] {
            if (m_result)
                post();
        });
}

bool StepResult::hasStep() const
{
    return std::find(m_steps.begin(), m_steps.end(), m_change) != m_steps.end();
}

void StepResult::post()
{
    if (hasStep()) {
        const QPointer<UndoHistory> history(&m_window.workspace()->history());
        m_result->actionText = MainWindow::tr("Undo");
        m_result->canAct = [history, change = m_change] {
            return history && history->isNext(change);
        };
        m_result->action = [history, change = m_change] {
            if (history)
                history->undo(change);
        };
    }
    m_window.messages().post(*std::exchange(m_result, std::nullopt));
    Q_EMIT told();
}

} // namespace tidemark
