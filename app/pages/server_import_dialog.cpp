// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/server_import_dialog.h"

#include "model/core/continue_on.h"
#include "model/domain/endpoint_text.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"
#include "services/sources/source_tokens.h"
#include "views/dashboards/view_context.h"
#include "views/sources/state_look.h"
#include "views/sources/token_field.h"
#include "views/sources/trust_field.h"
#include "views/tables/message_strip.h"

#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

using prometheus::QueryServer;
using prometheus::RangeImportPlan;
using prometheus::RangePreview;

ServerImportDialog::ServerImportDialog(const ServerImportParts &parts, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_address(new QLineEdit(this))
    , m_connect(new QPushButton(tr("&Connect"), this))
    , m_token(new TokenField(this))
    , m_trust(new TrustField(this))
    , m_expression(new QComboBox(this))
    , m_from(new QLineEdit(this))
    , m_to(new QLineEdit(this))
    , m_step(new QLineEdit(this))
    , m_metric(new QLineEdit(this))
    , m_note(new QLabel(this))
    , m_preview(new QTableWidget(this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_look(new QPushButton(tr("&Preview"), this))
    , m_import(new QPushButton(tr("&Import"), this))
{
    setObjectName(u"serverImportDialog"_s);
    setWindowTitle(tr("Import from a Prometheus server"));
    buildFields();
    buildLayout();
    if (m_parts.tokens)
        continueOn(this, m_parts.tokens->hasKeyring(),
                   [this](bool hasKeyring) { m_token->setHasKeyring(hasKeyring); });
    else
        m_token->setHasKeyring(false);
    validate();
    m_address->setFocus(Qt::OtherFocusReason);
}

ServerImportDialog::~ServerImportDialog()
{
    m_stop.request_stop();
}

void ServerImportDialog::resume(const Error &error)
{
    m_strip->showError(error);
    open();
}

Result<net::Endpoint> ServerImportDialog::endpoint() const
{
    return net::parseEndpoint(m_address->text(), net::LinkLocal::TypedByPerson);
}

Result<net::TlsTrust> ServerImportDialog::trust() const
{
    const auto file = m_trust->caFile();
    const auto pin = m_trust->pin();
    if (!file || !pin)
        return failure(file ? pin.error() : file.error());
    net::TlsTrust trust;
    trust.caFile = *file;
    if (!pin->isEmpty()) {
        const auto pinned = net::parseFingerprint(*pin);
        if (!pinned)
            return failure(pinned.error());
        trust.pinnedSha256 = *pinned;
    }
    return trust;
}

Result<RangeImportPlan> ServerImportDialog::plan() const
{
    const QString expression = m_expression->currentText().trimmed();
    if (expression.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       tr("Choose a metric, or type an expression such as rate(jobs_total[5m])."));
    const ViewContext &context = *m_parts.context;
    const auto time = [&](const QLineEdit *edit) {
        return timeFromText(*m_parts.formatter, edit->text().trimmed(), context.clock().now(),
                            context.calendar().zone);
    };
    const auto from = time(m_from);
    const auto to = time(m_to);
    if (!from || !to)
        return failure(from ? to.error() : from.error());
    if (*to <= *from)
        return failure(ErrorCode::InvalidArgument,
                       tr("The end lies before the beginning. Exchange the two times."));
    const TimeWindow window{*from, *to};
    Timedelta step = prometheus::stepFor(window, static_cast<int>(prometheus::kMostPoints));
    if (const QString text = m_step->text().trimmed(); !text.isEmpty()) {
        const auto given = Timedelta::fromString(text);
        if (!given)
            return failure(given.error());
        step = *given;
    }
    return prometheus::planRange(window, step)
        .and_then([&](const prometheus::RangePlan &range) -> Result<RangeImportPlan> {
            if (range.points() == 0)
                return failure(ErrorCode::InvalidArgument,
                               tr("The step is longer than the range. Give a shorter one."));
            return RangeImportPlan{expression, range, m_metric->text().trimmed()};
        });
}

// One server has one token here, whatever is imported from it.
QString ServerImportDialog::tokenKey() const
{
    return u"prometheus "_s % originOfEndpoint(m_address->text());
}

void ServerImportDialog::validate()
{
    const bool hasServer = endpoint() && trust();
    m_connect->setEnabled(hasServer && m_busy.isEmpty());
    const bool isReady = hasServer && plan() && m_busy.isEmpty();
    m_look->setEnabled(isReady);
    m_import->setEnabled(isReady);
    showNote();
}

void ServerImportDialog::showNote()
{
    const auto where = endpoint();
    const auto wanted = plan();
    if (!m_busy.isEmpty())
        showToned(m_note, m_busy, u"muted"_s);
    else if (!where)
        showToned(m_note,
                  m_address->text().trimmed().isEmpty()
                      ? tr("Give the address of the server, such as http://localhost:9090.")
                      : where.error().message,
                  m_address->text().trimmed().isEmpty() ? u"muted"_s : u"error"_s);
    else if (where->sendsInTheClear && !m_token->token().isEmpty())
        showToned(m_note,
                  tr("The connection to %1 is not encrypted: the token can be read on the way.")
                      .arg(net::placeOf(where->base)),
                  u"caution"_s);
    else if (!m_found.isEmpty() && (wanted || m_expression->currentText().trimmed().isEmpty()))
        showToned(m_note, m_found, u"muted"_s);
    else if (!wanted)
        showToned(m_note, wanted.error().message,
                  m_expression->currentText().trimmed().isEmpty() ? u"muted"_s : u"error"_s);
    else
        showToned(m_note,
                  tr("At most %1 values of each series, one each %2.")
                      .arg(m_parts.formatter->numbers().count(wanted->range.points()),
                           m_parts.formatter->duration(wanted->range.step)),
                  u"muted"_s);
}

void ServerImportDialog::setBusy(const QString &text)
{
    if (m_busy.isEmpty())
        m_focusBefore = focusWidget(); // which may be disabled meanwhile
    m_busy = text;
    validate();
    if (m_busy.isEmpty() && m_focusBefore && m_focusBefore->isEnabled())
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void ServerImportDialog::forgetPreview()
{
    m_preview->setRowCount(0);
    m_found.clear();
    m_strip->clear();
    validate();
}

void ServerImportDialog::ask(Next next)
{
    const auto where = endpoint();
    const auto trusted = trust();
    if (!where || !trusted || !m_busy.isEmpty())
        return;
    m_strip->clear();
    QueryServer server{*where, m_token->token(), *trusted};
    if (!server.token.isEmpty() || !m_parts.tokens) {
        askWith(next, std::move(server));
        return;
    }
    setBusy(tr("Looking for a token that is kept for this server…"));
    continueOn(this, m_parts.tokens->find(tokenKey()),
               [this, next, server](const Result<std::optional<FoundToken>> &found) {
                   setBusy({});
                   QueryServer known = server;
                   if (found && *found) {
                       known.token = (*found)->secret;
                       m_token->setKept((*found)->place);
                   }
                   askWith(next, std::move(known));
               });
}

void ServerImportDialog::askWith(Next next, QueryServer server)
{
    if (next == Next::Metrics) {
        setBusy(tr("Asking for the metrics…"));
        continueOn(this, m_parts.server->metrics(std::move(server), m_stop.get_token()),
                   [this](const Result<QStringList> &names) { onMetrics(names); });
        return;
    }
    const auto wanted = plan();
    if (!wanted)
        return;
    if (next == Next::Preview) {
        setBusy(tr("Asking what would come…"));
        continueOn(this, m_parts.server->preview(std::move(server), *wanted, m_stop.get_token()),
                   [this](const Result<RangePreview> &preview) { onPreview(preview); });
        return;
    }
    keepToken();
    hide();
    Q_EMIT importRequested(server, *wanted);
}

// Only what was typed; the keyring may refuse it, which is no reason to import nothing.
void ServerImportDialog::keepToken()
{
    if (!m_parts.tokens || m_token->token().isEmpty())
        return;
    continueOn(this, m_parts.tokens->set(tokenKey(), m_token->token(), m_token->place()),
               [this, place = m_token->place()](const Result<void> &kept) {
                   if (kept) {
                       m_token->clear();
                       m_token->setKept(place);
                   } else {
                       m_strip->showError(kept.error());
                   }
               });
}

void ServerImportDialog::onMetrics(const Result<QStringList> &names)
{
    setBusy({});
    if (!names) {
        m_strip->showError(names.error());
        return;
    }
    keepToken();
    const QString typed = m_expression->currentText();
    m_expression->clear();
    m_expression->addItems(*names);
    m_expression->setCurrentIndex(-1);
    m_expression->setEditText(typed);
    m_found = tr("Metrics that the server has: %1. Choose one, or type an expression.")
                  .arg(m_parts.formatter->numbers().count(names->size()));
    m_expression->setFocus(Qt::OtherFocusReason);
    validate();
}

void ServerImportDialog::onPreview(const Result<RangePreview> &preview)
{
    setBusy({});
    if (!preview) {
        m_strip->showError(preview.error());
        return;
    }
    keepToken();
    const Formatter &formatter = *m_parts.formatter;
    m_preview->setRowCount(static_cast<int>(preview->series.size()));
    const auto valueAt = [&](const Sample &sample) {
        return tr("%1 at %2", "a value and its time")
            .arg(formatter.value(sample.value, Unit()), formatter.time(sample.at));
    };
    int row = 0;
    for (const prometheus::RangePreviewSeries &series : preview->series) {
        const QStringList cells{series.name, formatter.numbers().count(series.points),
                                valueAt(series.first), valueAt(series.last)};
        for (int column = 0; column < cells.size(); ++column)
            m_preview->setItem(row, column, new QTableWidgetItem(cells[column]));
        m_preview->item(row, kValuesColumn)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        ++row;
    }
    fitPreview();
    m_found = tr("Series: %1. At most %2 samples would come.")
                  .arg(formatter.numbers().count(preview->allSeries),
                       formatter.numbers().count(preview->samplesAtMost));
    if (preview->isThinned)
        m_found += u' ' % tr("The preview has a longer step than the import.");
    for (const QString &warning : preview->warnings)
        m_found += u' ' % tr("The server warns: %1").arg(warning);
    validate();
}

} // namespace tidemark
