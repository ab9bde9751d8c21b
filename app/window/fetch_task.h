// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/fetch.h"
#include "views/sources/source_parts.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace tidemark {

class MessageCenter;
class WindowStatusBar;

/// One fetch in the background, with its running count and *Stop* in the status bar and a summary
/// at its end (R3). Deletes itself then. GUI thread.
class FetchTask final : public QObject
{
    Q_OBJECT

public:
    /// Loans; `showConflicts` is what the summary offers where both sides were changed.
    FetchTask(const SourceParts &parts, const FetchRequest &request, WindowStatusBar &status,
              MessageCenter &messages, std::function<void(SourceId)> showConflicts,
              QObject *parent);
    ~FetchTask() override;

private:
    void showProgress();
    void finish(const Result<FetchSummary> &fetched);

    SourceParts m_parts;
    SourceId m_source;
    QString m_name;
    QPointer<WindowStatusBar> m_status;
    MessageCenter &m_messages;
    std::function<void(SourceId)> m_showConflicts;
    int m_task = 0;
};

} // namespace tidemark
