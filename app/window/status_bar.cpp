// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/status_bar.h"

#include "app/size_text.h"
#include "app/window/source_status.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/ports/store_admin.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <QDir>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kDotSize = 14;
constexpr int kRoomForAll = 1200;

} // namespace

WindowStatusBar::WindowStatusBar(const theme::Theme &theme, const Formatter &formatter,
                                 QWidget *parent)
    : QStatusBar(parent)
    , m_theme(theme)
    , m_formatter(formatter)
    , m_dot(new QLabel(this))
    , m_state(new QLabel(this))
    , m_sources(new SourceStatus(theme, formatter, this))
    , m_summary(new QLabel(this))
    , m_rows(new QLabel(this))
    , m_time(new QLabel(this))
    , m_taskText(new QLabel(this))
    , m_taskBar(new QProgressBar(this))
    , m_taskCancel(new QToolButton(this))
{
    setSizeGripEnabled(false);
    setAccessibleName(tr("Status"));
    addWidget(m_dot);
    addWidget(m_state);
    addWidget(m_sources);
    m_sources->hide(); // the bar shows what is added to it
    addWidget(m_summary, 1);
    buildTask();
    addPermanentWidget(m_rows);
    addPermanentWidget(m_time);
    connect(&m_theme, &theme::Theme::changed, this, &WindowStatusBar::drawDot);
    showNoStore();
}

void WindowStatusBar::buildTask()
{
    m_taskBar->setMaximumWidth(140);
    m_taskBar->setTextVisible(false);
    m_taskBar->setAccessibleName(tr("Progress of the running task"));
    m_taskCancel->setObjectName(u"cancelTask"_s);
    m_taskCancel->setText(tr("Cancel"));
    m_taskCancel->setProperty("variant", u"link"_s);
    m_taskCancel->setAccessibleName(tr("Cancel the running task"));
    for (QWidget *widget : {static_cast<QWidget *>(m_taskText), static_cast<QWidget *>(m_taskBar),
                            static_cast<QWidget *>(m_taskCancel)}) {
        addPermanentWidget(widget);
        widget->hide();
    }
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, this, &WindowStatusBar::showTask);
    connect(m_taskCancel, &QToolButton::clicked, this, &WindowStatusBar::cancelTask);
}

void WindowStatusBar::showStore(const StoreInfo &info, const QString &readOnlyReason)
{
    const bool canWrite = readOnlyReason.isEmpty();
    QString text = canWrite ? tr("Local") : tr("Local, read-only");
    QString toolTip = QDir::toNativeSeparators(info.path);
    const QString records = tr("%1 records", nullptr, pluralCount(info.recordCount));
    text += u" · "_s % records.arg(m_formatter.numbers().count(info.recordCount));
    toolTip += u'\n' % records.arg(locale().toString(qlonglong{info.recordCount}));
    if (info.sampleCount > 0) {
        const QString samples = tr("%1 samples", nullptr, pluralCount(info.sampleCount));
        text += u" · "_s % samples.arg(m_formatter.numbers().count(info.sampleCount));
        toolTip += u'\n' % samples.arg(locale().toString(qlonglong{info.sampleCount}));
    }
    text += u" · "_s % sizeText(m_formatter, info.sizeBytes);
    if (!canWrite)
        toolTip += u'\n' % readOnlyReason;
    setState(canWrite ? theme::StateColor::Good : theme::StateColor::Caution, text, toolTip);
}

void WindowStatusBar::showStoreError(const QString &message)
{
    setState(theme::StateColor::Bad, tr("Error"), message);
}

void WindowStatusBar::showNoStore()
{
    m_color.reset();
    m_dot->clear();
    m_state->setText(tr("No store"));
    m_state->setToolTip({});
    for (QLabel *label : {m_summary, m_rows, m_time}) {
        label->clear();
        label->setToolTip({});
    }
}

void WindowStatusBar::setState(theme::StateColor color, const QString &text, const QString &toolTip)
{
    m_color = color;
    drawDot();
    m_state->setText(text);
    m_state->setToolTip(toolTip);
}

void WindowStatusBar::drawDot()
{
    if (m_color)
        m_dot->setPixmap(theme::stateIcon(m_theme, *m_color).pixmap(kDotSize));
}

void WindowStatusBar::showRowsInView(std::optional<std::int64_t> rows)
{
    const auto text = [&](const QString &count) {
        return tr("%1 records in view", nullptr, pluralCount(*rows)).arg(count);
    };
    m_rows->setText(rows ? text(m_formatter.numbers().count(*rows)) : QString());
    m_rows->setToolTip(rows ? text(locale().toString(qlonglong{*rows})) : QString());
}

void WindowStatusBar::showQueryTime(qint64 elapsed_ms)
{
    m_time->setText(tr("read in %1 ms").arg(locale().toString(qlonglong{elapsed_ms})));
}

void WindowStatusBar::showSelectionSummary(const QString &text)
{
    m_summary->setText(text);
}

int WindowStatusBar::beginTask(const QString &text, std::function<void()> cancel,
                               const QString &cancelText)
{
    Task task;
    task.id = ++m_lastId;
    task.text = text;
    task.cancel = std::move(cancel);
    task.cancelText = cancelText;
    task.elapsed.start();
    m_tasks.push_back(std::move(task));
    m_tick.start();
    showTask();
    return m_lastId;
}

void WindowStatusBar::setTaskProgress(int id, std::int64_t done, std::int64_t total)
{
    for (Task &task : m_tasks) {
        if (task.id != id)
            continue;
        task.done = done;
        task.total = total;
    }
    showTask();
}

void WindowStatusBar::setTaskText(int id, const QString &text)
{
    for (Task &task : m_tasks)
        if (task.id == id)
            task.text = text;
    showTask();
}

void WindowStatusBar::endTask(int id)
{
    std::erase_if(m_tasks, [id](const Task &task) { return task.id == id; });
    if (m_tasks.empty())
        m_tick.stop();
    showTask();
}

void WindowStatusBar::cancelTask()
{
    if (m_tasks.empty())
        return;
    Task &task = m_tasks.back();
    task.isCancelled = true;
    const auto cancel = task.cancel; // ending the task forgets it
    showTask();
    if (cancel)
        cancel();
}

void WindowStatusBar::showTask()
{
    const bool has = !m_tasks.empty();
    // In a narrow window the running task takes the place of what is only of interest.
    m_time->setVisible(!has || width() >= kRoomForAll);
    m_taskText->setVisible(has);
    m_taskBar->setVisible(has);
    m_taskCancel->setVisible(has && m_tasks.back().cancel != nullptr);
    if (!has)
        return;
    const Task &task = m_tasks.back();
    m_taskCancel->setEnabled(!task.isCancelled);
    m_taskCancel->setText(task.cancelText.isEmpty() ? tr("Cancel") : task.cancelText);
    constexpr int kSteps = 1000;
    m_taskBar->setRange(0, task.total > 0 ? kSteps : 0);
    if (task.total > 0)
        m_taskBar->setValue(static_cast<int>(static_cast<double>(task.done) /
                                             static_cast<double>(task.total) * kSteps));
    QString text = task.text;
    if (task.total > 0)
        text += u" · "_s % locale().toString(std::min<qint64>(100, task.done * 100 / task.total)) %
                locale().percent();
    else if (task.done > 0)
        text += u" · "_s % m_formatter.numbers().count(task.done);
    if (const qint64 seconds = task.elapsed.elapsed() / 1000; seconds > 0)
        text += u" · "_s % tr("%1 s").arg(seconds);
    if (m_tasks.size() > 1)
        text += u" · "_s % tr("and %n more", nullptr, static_cast<int>(m_tasks.size()) - 1);
    m_taskText->setText(text);
}

} // namespace tidemark
