// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/server_import_task.h"

#include "app/pages/server_import_dialog.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "model/core/continue_on.h"
#include "model/domain/formatter.h"

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

ServerImportTask::ServerImportTask(MainWindow &window, ServerImportDialog *dialog,
                                   prometheus::ServerImport &server,
                                   const prometheus::QueryServer &from,
                                   const prometheus::RangeImportPlan &plan, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_dialog(dialog)
    , m_result(window, nullptr)
    , m_task(std::make_unique<LongTask>(
          window.status(), tr("Importing from %1").arg(net::placeOf(from.endpoint.base)), nullptr))
{
    connect(&m_result, &StepResult::told, this, &QObject::deleteLater);
    continueOn(this, server.run(from, plan, m_task->stopToken(), m_task->progress()),
               [this](const Result<prometheus::RangeImportSummary> &done) { onFinished(done); });
}

ServerImportTask::~ServerImportTask() = default;

void ServerImportTask::onFinished(const Result<prometheus::RangeImportSummary> &done)
{
    m_task.reset();
    if (!done) {
        onFailed(done.error());
        return;
    }
    if (m_dialog)
        m_dialog->deleteLater();
    const NumberFormatter &numbers = m_window.formatter().numbers();
    Message message;
    message.kind = done->stored.rejectedCount > 0 ? Message::Kind::Caution : Message::Kind::Good;
    message.text = tr("Imported. Series: %1. New samples: %2, replaced: %3, gaps: %4.")
                       .arg(numbers.count(done->series), numbers.count(done->stored.added),
                            numbers.count(done->stored.replaced), numbers.count(done->gaps));
    if (done->stored.rejectedCount > 0)
        message.text += u' ' % tr("Refused: %1.").arg(numbers.count(done->stored.rejectedCount));
    if (done->histograms > 0)
        message.text +=
            u' ' %
            tr("Native histograms that were left out: %1.").arg(numbers.count(done->histograms));
    for (const QString &warning : done->warnings)
        message.text += u' ' % tr("The server warns: %1").arg(warning);
    m_result.tell(std::move(message), done->stored.change);
}

void ServerImportTask::onFailed(const Error &error)
{
    const bool isStopped = error.code == ErrorCode::Cancelled;
    Message message;
    message.kind = isStopped ? Message::Kind::Info : Message::Kind::Bad;
    message.text = isStopped ? tr("The import was stopped. Nothing was stored.") : error.message;
    message.detail = error.detail;
    message.actionText = tr("Back to the import");
    message.action = [dialog = m_dialog, told = Error{error.code, message.text, error.detail}] {
        if (dialog && !dialog->isVisible())
            dialog->resume(told);
    };
    message.canAct = [dialog = m_dialog] { return !dialog.isNull(); };
    message.onClosed = [dialog = m_dialog] {
        if (dialog && !dialog->isVisible())
            dialog->deleteLater();
    };
    m_window.messages().post(std::move(message));
    deleteLater();
}

} // namespace tidemark
