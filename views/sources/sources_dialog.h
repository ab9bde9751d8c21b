// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "views/sources/source_parts.h"

#include <QDialog>

class QTabBar;
class QStackedWidget;

namespace tidemark {

class WaitingPage;
class PrivacyPage;
class ReceivingPage;
class SourceRemoval;
class SourcesPage;

/// Everything about sources in one window beside the main one, which stays usable: the sources,
/// what is received from programs, what waits to be sent, and what is known where (Q3). GUI thread.
class SourcesDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Tab
    {
        Sources,
        Receiving,
        Outbox,
        Privacy
    };

    explicit SourcesDialog(const SourceParts &parts, QWidget *parent = nullptr);

    void showTab(Tab tab);
    [[nodiscard]] SourcesPage &sources() const { return *m_sources; }
    /// nullptr where nothing is received.
    [[nodiscard]] ReceivingPage *receiving() const { return m_receiving; }
    [[nodiscard]] WaitingPage &outbox() const { return *m_outbox; }
    [[nodiscard]] PrivacyPage &privacy() const { return *m_privacy; }
    /// Why the store cannot be written; empty when it can.
    void setReadOnly(const QString &reason);

Q_SIGNALS:
    void fetchRequested(tidemark::SourceId source);
    void comparisonRequested(tidemark::SourceId source);
    /// See SourcesPage::removalAsked().
    void removalAsked(tidemark::SourceRemoval *removal);

private:
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    SourcesPage *m_sources;
    ReceivingPage *m_receiving = nullptr;
    WaitingPage *m_outbox;
    PrivacyPage *m_privacy;
};

} // namespace tidemark
