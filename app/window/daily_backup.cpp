// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/daily_backup.h"

#include "app/size_text.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "app/window/store_tasks.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"
#include "model/ports/clock.h"

#include <QDateTime>
#include <QDir>
#include <QGuiApplication>
#include <QPointer>

#include <algorithm>
#include <chrono>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;

QDateTime localTime(const Clock &clock)
{
    return QDateTime::fromMSecsSinceEpoch(clock.now().posixNs() / kNsPerMs);
}

} // namespace

DailyBackup::DailyBackup(MainWindow &window)
    : m_window(window)
    , m_workspace(*window.workspace())
    , m_clock(*window.program().clock)
    , m_messages(window.messages())
{
    m_tomorrow.setSingleShot(true);
    connect(&m_tomorrow, &QTimer::timeout, this, &DailyBackup::look);
    // A machine that slept over midnight: its timers slept too.
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, this,
            [this](Qt::ApplicationState state) {
                if (state == Qt::ApplicationActive && today() != m_lookedOn)
                    look();
            });
    look();
}

QDate DailyBackup::today() const
{
    return localTime(m_clock).date();
}

void DailyBackup::look()
{
    m_lookedOn = today();
    waitForTomorrow();
    if (!m_workspace.readOnlyReason().isEmpty() || m_workspace.info().valueCount() == 0)
        return;
    continueOn(this, runInBackground([path = m_workspace.store().path()] {
                   return store::dailyBackupState(path, QDate::currentDate());
               }),
               [this](store::DailyBackup state) { onState(state); });
}

void DailyBackup::waitForTomorrow()
{
    const QDateTime now = localTime(m_clock);
    const std::chrono::milliseconds left(now.msecsTo(now.date().addDays(1).startOfDay()));
    m_tomorrow.start(std::max(left, 1ms));
}

void DailyBackup::onState(store::DailyBackup state)
{
    switch (state) {
    case store::DailyBackup::Done:
        break;
    case store::DailyBackup::Due:
        make(false);
        break;
    case store::DailyBackup::AskFirst:
        ask();
        break;
    }
}

void DailyBackup::make(bool wasAsked)
{
    if (m_isMaking)
        return; // the status bar shows it
    m_isMaking = true;
    const QString path = store::dailyBackupPath(m_workspace.store().path(), QDate::currentDate());
    auto *task = new LongTask(m_window.status(), tr("Backing up"), this);
    watchBackup(*task, path, m_workspace.info().sizeBytes);
    continueOn(this, m_workspace.store().makeDailyBackup(task->stopToken()),
               [this, task, wasAsked](const Result<QString> &made) {
                   m_isMaking = false;
                   task->deleteLater();
                   if (!made && made.error().code == ErrorCode::Cancelled)
                       return; // who cancelled it knows
                   if (!made && made.error().code == ErrorCode::Damaged)
                       return; // the store is read-only now, and says why
                   if (!made)
                       m_messages.post({Message::Kind::Bad,
                                        tr("Today's backup of \"%1\" could not be made: %2")
                                            .arg(m_workspace.info().name, made.error().message),
                                        made.error().detail});
                   else if (wasAsked)
                       m_messages.post(
                           {Message::Kind::Good,
                            tr("Backed up to %1.").arg(QDir::toNativeSeparators(*made))});
               });
}

void DailyBackup::ask()
{
    // The person decides, in a message and not in a dialog (W10). It stays in the list of messages
    // and means this store, also when another one is open by then.
    Message offer{Message::Kind::Info,
                  tr("Today's backup of \"%1\" would need %2.")
                      .arg(m_workspace.info().name,
                           sizeText(m_window.formatter(), m_workspace.info().sizeBytes)),
                  {},
                  tr("Back up now")};
    offer.action = [self = QPointer<DailyBackup>(this), messages = &m_messages,
                    name = m_workspace.info().name] {
        if (self)
            self->make(true);
        else
            messages->post({Message::Kind::Caution,
                            tr("\"%1\" is not open any more. Open it to back it up.").arg(name)});
    };
    m_messages.post(offer);
}

} // namespace tidemark
