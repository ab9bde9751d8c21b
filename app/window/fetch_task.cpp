// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fetch_task.h"

#include "app/window/message_center.h"
#include "app/window/status_bar.h"
#include "model/core/continue_on.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "model/ports/source_links.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString refusedText(const FetchSummary &summary)
{
    QStringList lines;
    for (const Error &error : summary.refused)
        lines << error.message;
    return lines.join(u'\n');
}

} // namespace

FetchTask::FetchTask(const SourceParts &parts, const FetchRequest &request, WindowStatusBar &status,
                     MessageCenter &messages, std::function<void(SourceId)> showConflicts,
                     QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_source(request.source)
    , m_status(&status)
    , m_messages(messages)
    , m_showConflicts(std::move(showConflicts))
{
    if (const SourceLink *link = parts.board->find(m_source))
        m_name = link->source.name;
    m_task = status.beginTask(
        tr("Fetching from %1").arg(m_name),
        [links = m_parts.links, source = m_source] { links->stopFetch(source); }, tr("Stop"));
    connect(parts.board, &SourceBoard::linkChanged, this, [this](SourceId changed) {
        if (changed == m_source)
            showProgress();
    });
    continueOn(this, parts.links->fetch(request), [this](const Result<FetchSummary> &fetched) {
        finish(fetched);
        deleteLater();
    });
}

FetchTask::~FetchTask()
{
    if (m_status)
        m_status->endTask(m_task);
}

void FetchTask::showProgress()
{
    const SourceLink *link = m_parts.board->find(m_source);
    if (!link || !link->fetching || !m_status)
        return;
    m_status->setTaskText(m_task, tr("%1: %2", "a source and what is fetched from it")
                                      .arg(m_name, fetchPhaseText(*link->fetching)));
    m_status->setTaskProgress(m_task, link->fetching->read, 0);
}

void FetchTask::finish(const Result<FetchSummary> &fetched)
{
    Message message;
    if (!fetched) {
        message = {Message::Kind::Bad, fetched.error().message, fetched.error().detail};
        m_messages.post(message);
        return;
    }
    const QString came = fetchSummaryText(*fetched, *m_parts.formatter);
    message.detail = refusedText(*fetched);
    if (fetched->error) {
        message.kind = Message::Kind::Bad;
        message.text = tr("%1 What came before stays: %2.", "why a fetch ended")
                           .arg(fetched->error->message, came);
        message.detail = QString(fetched->error->detail % u'\n' % message.detail).trimmed();
    } else if (!fetched->isComplete) {
        message.kind = Message::Kind::Info;
        message.text = tr("Stopped. What came from %1 stays: %2.").arg(m_name, came);
    } else {
        const bool isClean = fetched->conflicts == 0 && fetched->refusedCount == 0;
        message.kind = isClean ? Message::Kind::Good : Message::Kind::Caution;
        message.text = tr("Fetched from %1: %2.").arg(m_name, came);
    }
    if (fetched->conflicts > 0) {
        message.actionText = tr("Show both versions");
        message.action = [show = m_showConflicts, source = m_source] { show(source); };
    }
    m_messages.post(message);
}

} // namespace tidemark
