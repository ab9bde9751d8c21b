// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_bar.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QDir>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kDotSize = 14;

} // namespace

WindowStatusBar::WindowStatusBar(const theme::Theme &theme, QWidget *parent)
    : QStatusBar(parent)
    , m_theme(theme)
    , m_dot(new QLabel(this))
    , m_state(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_rows(new QLabel(this))
    , m_time(new QLabel(this))
    , m_taskText(new QLabel(this))
    , m_taskBar(new QProgressBar(this))
    , m_taskCancel(new QToolButton(this))
{
    setSizeGripEnabled(false);
    setAccessibleName(tr("Status"));
    m_taskBar->setMaximumWidth(140);
    m_taskBar->setTextVisible(false);
    m_taskBar->setAccessibleName(tr("Progress of the running task"));
    m_taskCancel->setText(tr("Cancel"));
    m_taskCancel->setProperty("variant", u"link"_s);
    m_taskCancel->setAccessibleName(tr("Cancel the running task"));
    addWidget(m_dot);
    addWidget(m_state);
    addWidget(m_summary, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_taskText), static_cast<QWidget *>(m_taskBar),
                            static_cast<QWidget *>(m_taskCancel)}) {
        addPermanentWidget(widget);
        widget->hide();
    }
    addPermanentWidget(m_rows);
    addPermanentWidget(m_time);
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &WindowStatusBar::showTaskText);
    connect(m_taskCancel, &QToolButton::clicked, this, [this] {
        m_taskCancel->setEnabled(false);
        if (m_cancel)
            m_cancel();
    });
}

void WindowStatusBar::showStore(const QString &path, std::int64_t recordCount, qint64 sizeBytes,
                                const QString &readOnlyReason)
{
    const bool canWrite = readOnlyReason.isEmpty();
    const auto color = canWrite ? theme::StateColor::Good : theme::StateColor::Caution;
    m_dot->setPixmap(theme::stateIcon(m_theme, color).pixmap(kDotSize));
    const QString size = locale().formattedDataSize(sizeBytes, 1);
    const QString records = tr("%1 records").arg(locale().toString(qlonglong{recordCount}));
    m_state->setText((canWrite ? tr("Local") : tr("Local, read-only")) % u" · "_s % records %
                     u" · "_s % size);
    m_state->setToolTip(canWrite
                            ? QDir::toNativeSeparators(path)
                            : QString(QDir::toNativeSeparators(path) % u'\n' % readOnlyReason));
}

void WindowStatusBar::showStoreError(const QString &message)
{
    m_dot->setPixmap(theme::stateIcon(m_theme, theme::StateColor::Bad).pixmap(kDotSize));
    m_state->setText(tr("Error"));
    m_state->setToolTip(message);
}

void WindowStatusBar::showRowsInView(std::optional<std::int64_t> rows)
{
    m_rows->setText(rows ? tr("%1 records in view").arg(locale().toString(qlonglong{*rows}))
                         : QString());
}

void WindowStatusBar::showQueryTime(qint64 elapsed_ms)
{
    m_time->setText(tr("read in %1 ms").arg(locale().toString(qlonglong{elapsed_ms})));
}

void WindowStatusBar::showSelectionSummary(const QString &text)
{
    m_summary->setText(text);
}

void WindowStatusBar::beginTask(const QString &text, std::function<void()> cancel)
{
    m_task = text;
    m_cancel = std::move(cancel);
    m_done = 0;
    m_total = 0;
    m_elapsed.start();
    m_taskBar->setRange(0, 0);
    m_taskCancel->setEnabled(true);
    m_taskText->show();
    m_taskBar->show();
    m_taskCancel->setVisible(m_cancel != nullptr);
    m_tick.start();
    showTaskText();
}

void WindowStatusBar::setTaskProgress(std::int64_t done, std::int64_t total)
{
    constexpr int kSteps = 1000;
    m_done = done;
    m_total = total;
    m_taskBar->setRange(0, total > 0 ? kSteps : 0);
    if (total > 0)
        m_taskBar->setValue(
            static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * kSteps));
    showTaskText();
}

void WindowStatusBar::endTask()
{
    m_tick.stop();
    m_cancel = {};
    m_taskText->hide();
    m_taskBar->hide();
    m_taskCancel->hide();
}

bool WindowStatusBar::hasTask() const
{
    return m_tick.isActive();
}

void WindowStatusBar::showTaskText()
{
    QString text = m_task;
    if (m_done > 0)
        text += u" · "_s % locale().toString(qlonglong{m_done});
    if (m_done > 0 && m_total > 0)
        text += u" · "_s % tr("%1 %", "part of the task that is done")
                               .arg(locale().toString(m_done * 100 / m_total));
    const qint64 seconds = m_elapsed.elapsed() / 1000;
    if (seconds > 0)
        text += u" · "_s % tr("%1 s").arg(seconds);
    m_taskText->setText(text);
}

} // namespace tidemark
