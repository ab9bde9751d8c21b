// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/connection_report.h"

#include <QFrame>

#include <functional>
#include <optional>
#include <stop_token>

class QLabel;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QToolButton;

namespace tidemark {

class CertificateBox;
class SourceLinks;

namespace theme {
class Theme;
}

/// Tries a connection and shows how far it came, step by step, what is wrong, what to do, and the
/// technical text to copy (R1, S5). GUI thread.
class ConnectionTest final : public QFrame
{
    Q_OBJECT

public:
    /// Both are loans; `draft` is asked for what to try when the test starts. Its error is shown in
    /// place of a trial.
    ConnectionTest(SourceLinks &links, const theme::Theme &theme,
                   std::function<Result<ConnectionDraft>()> draft, QWidget *parent = nullptr);
    ~ConnectionTest() override; // stops what runs

    void start();
    /// What was found out no longer holds; a running test is stopped.
    void forget();
    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const std::optional<ConnectionReport> &report() const { return m_report; }

Q_SIGNALS:
    /// A person wants this certificate to be trusted, after comparing it.
    void certificateTrusted(const QString &fingerprint);

private:
    void buildLayout();
    void showReport(const ConnectionReport &report, const Secret &token);
    void showSteps();
    void showRunning(bool isRunning);
    [[nodiscard]] QString detailsOf(const ConnectionReport &report) const;

    SourceLinks &m_links;
    const theme::Theme &m_theme;
    std::function<Result<ConnectionDraft>()> m_draft;
    QScrollArea *m_area;
    QPushButton *m_button;
    QListWidget *m_steps;
    QLabel *m_summary;
    CertificateBox *m_certificate;
    QToolButton *m_detailsButton;
    QPushButton *m_copy;
    QPlainTextEdit *m_details;
    std::optional<ConnectionReport> m_report;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_isRunning = false;
};

} // namespace tidemark
