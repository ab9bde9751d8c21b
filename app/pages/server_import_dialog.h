// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/prometheus/server_import.h"

#include <QDialog>
#include <QPointer>

#include <optional>
#include <stop_token>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace tidemark {

class Formatter;
class MessageStrip;
class SourceTokens;
class TokenField;
class TrustField;
class ViewContext;

namespace theme {
class Theme;
}

/// What a ServerImportDialog is given: loans that outlive it.
struct ServerImportParts
{
    prometheus::ServerImport *server = nullptr;
    SourceTokens *tokens = nullptr; ///< nothing: none is kept
    const ViewContext *context = nullptr;
    const Formatter *formatter = nullptr;
    const theme::Theme *theme = nullptr;
};

/// Asks what is to be imported from a server with the query API of Prometheus: its address and with
/// what it is asked, which of its metrics or what expression, and from when to when. Shows what
/// would come. The import itself runs elsewhere. GUI thread.
class ServerImportDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit ServerImportDialog(const ServerImportParts &parts, QWidget *parent = nullptr);
    ~ServerImportDialog() override; // what it asks for is stopped

    /// Comes up again with an import that did not end well.
    void resume(const Error &error);

Q_SIGNALS:
    /// It is hidden then, and whoever takes the import closes it or brings it up again.
    void importRequested(const prometheus::QueryServer &server,
                         const prometheus::RangeImportPlan &plan);

private:
    enum class Next
    {
        Metrics,
        Preview,
        Import
    };

    static constexpr int kValuesColumn = 1;

    void buildFields();
    void buildLayout();
    void fitPreview();
    void addRow(QFormLayout &form, const QString &label, QWidget *field);
    /// Errors: InvalidArgument with what is to be typed.
    [[nodiscard]] Result<net::Endpoint> endpoint() const;
    [[nodiscard]] Result<net::TlsTrust> trust() const;
    [[nodiscard]] Result<prometheus::RangeImportPlan> plan() const;
    [[nodiscard]] QString tokenKey() const;
    void validate();
    void showNote();
    /// With the token that is typed or kept.
    void ask(Next next);
    void askWith(Next next, prometheus::QueryServer server);
    void keepToken();
    void onMetrics(const Result<QStringList> &names);
    void onPreview(const Result<prometheus::RangePreview> &preview);
    void setBusy(const QString &text);
    void forgetPreview();

    ServerImportParts m_parts;
    QLineEdit *m_address;
    QPushButton *m_connect;
    TokenField *m_token;
    TrustField *m_trust;
    QComboBox *m_expression;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QLineEdit *m_step;
    QLineEdit *m_metric;
    QLabel *m_note;
    QTableWidget *m_preview;
    MessageStrip *m_strip;
    QPushButton *m_look;
    QPushButton *m_import;
    QString m_busy; ///< what it waits for; empty: nothing
    QPointer<QWidget> m_focusBefore;
    QString m_found; ///< of the server, or of what would come
    std::stop_source m_stop;
};

} // namespace tidemark
