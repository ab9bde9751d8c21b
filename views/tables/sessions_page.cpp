// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/sessions_page.h"

#include "model/domain/formatter.h"
#include "model/items/session_table_model.h"
#include "model/items/source_words.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"
#include "views/refresh_pace.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/session_dialog.h"
#include "views/tables/state_overlay.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using namespace std::chrono_literals;
constexpr auto kTypingPause = 120ms;
using Column = SessionTableModel::Column;

} // namespace

SessionsPage::SessionsPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                           const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_model(new SessionTableModel(*ports.sessions, formatter, context->clock(), this))
    , m_table(new DataTable(tr("Sessions"), DataTable::Keys::Edit))
    , m_overlay(new StateOverlay(m_table, theme, this))
    , m_strip(new MessageStrip(theme, this))
    , m_filterEdit(new QLineEdit(this))
    , m_includeEntries(new QCheckBox(tr("Include single entries"), this))
    , m_typingTimer(new QTimer(this))
    , m_pace(new RefreshPace(this))
{
    m_model->setCalendar(context->calendar());
    buildView();
    connectModel();
    connectTable();
}

void SessionsPage::buildView()
{
    m_filterEdit->setPlaceholderText(tr("Filter sessions…"));
    m_filterEdit->setAccessibleName(tr("Filter sessions"));
    m_filterEdit->setProperty("filter", true);
    m_filterEdit->setClearButtonEnabled(true);
    m_filterEdit->setMaximumWidth(260);
    m_includeEntries->setToolTip(tr("Also show the session of each hand-entered value"));
    auto *create = new QPushButton(tr("New session…"), this);
    connect(create, &QPushButton::clicked, this, &SessionsPage::createSession);
    m_table->setModel(m_model);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setColumnHidden(static_cast<int>(Column::CreatedBy), true);

    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 2, 8, 2);
    line->addWidget(m_filterEdit, 1);
    line->addWidget(m_includeEntries);
    line->addStretch(1);
    line->addWidget(create);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_strip);
    layout->addWidget(m_overlay, 1);
    setFocusProxy(m_table);
    m_typingTimer->setSingleShot(true);
    m_typingTimer->setInterval(kTypingPause);
}

void SessionsPage::connectModel()
{
    connect(m_typingTimer, &QTimer::timeout, this, &SessionsPage::reload);
    connect(m_pace, &RefreshPace::due, this, &SessionsPage::reload);
    connect(m_filterEdit, &QLineEdit::textChanged, m_typingTimer, qOverload<>(&QTimer::start));
    connect(m_includeEntries, &QCheckBox::toggled, this, &SessionsPage::reload);
    connect(m_context, &ViewContext::calendarChanged, this,
            [this] { m_model->setCalendar(m_context->calendar()); });
    connect(m_ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (!change.sessions && change.metrics.empty() && !change.allMetrics)
            return;
        m_isStale = true;
        if (m_isActive)
            m_pace->onDataChanged();
    });
    connect(m_model, &SessionTableModel::loadStarted, m_pace, &RefreshPace::begin);
    connect(m_model, &SessionTableModel::loaded, m_pace, &RefreshPace::end);
    connect(m_model, &SessionTableModel::loadFailed, m_pace, &RefreshPace::end);
    connect(m_overlay, &StateOverlay::cancelled, m_pace, &RefreshPace::end);
    connect(m_model, &SessionTableModel::loadStarted, this,
            [this] { m_overlay->showLoading(tr("Reading the sessions…")); });
    connect(m_model, &SessionTableModel::loaded, this, &SessionsPage::showState);
    connect(m_model, &SessionTableModel::totalChanged, this, [this] {
        if (m_overlay->state() == StateOverlay::State::Partial)
            showPartial();
    });
    connect(m_model, &SessionTableModel::loadFailed, this, [this](const Error &error) {
        m_overlay->showError(error, {{tr("Retry"), [this] { refresh(); }}});
    });
    connect(m_model, &SessionTableModel::editRefused, this, [this](const QString &message) {
        m_strip->showMessage(theme::StateColor::Bad, message);
        if (!isVisible())
            Q_EMIT failed(message); // another tab is shown: say it where it is seen
    });
    connect(m_model, &SessionTableModel::changeMade, this,
            [this](ChangeId change, const QString &label) {
                m_strip->clear();
                Q_EMIT changeMade(change, label);
            });
    connect(m_model, &SessionTableModel::created, this,
            [this](const QString &uid) { m_createdUid = uid; });
    connect(m_overlay, &StateOverlay::cancelled, this, [this] {
        m_model->cancel();
        showState();
    });
}

void SessionsPage::connectTable()
{
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (const SessionSummary *row = m_model->summary(current.row()))
                    Q_EMIT sessionSelected(row->session);
            });
    connect(m_table, &DataTable::editedCellChanged, this,
            [this] { m_model->setRowsHeld(m_table->isEditing()); });
    connect(m_table, &DataTable::deleteRequested, this, &SessionsPage::removeSelected);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_table->viewport()->mapToGlobal(at)); });
}

void SessionsPage::refresh()
{
    reload();
}

void SessionsPage::setActive(bool active)
{
    m_isActive = active;
    if (active && m_isStale)
        reload();
}

void SessionsPage::setReadOnly(bool readOnly)
{
    m_model->setReadOnly(readOnly);
}

void SessionsPage::reload()
{
    m_typingTimer->stop();
    m_isStale = false;
    m_model->load(query());
}

SessionQuery SessionsPage::query() const
{
    SessionQuery query;
    query.text = m_filterEdit->text().trimmed();
    query.includeEntries = m_includeEntries->isChecked();
    return query;
}

ExportRequest SessionsPage::exportRequest() const
{
    ExportRequest request;
    request.content = ExportContent::Sessions;
    request.sessions = query();
    return request;
}

std::optional<ExportRequest> SessionsPage::selectedExport() const
{
    ExportRequest request = exportRequest();
    for (const int row : m_table->selectedRows()) {
        if (const SessionSummary *at = m_model->summary(row))
            request.onlySessions.push_back(at->session.id);
    }
    if (request.onlySessions.empty())
        return std::nullopt;
    return request;
}

void SessionsPage::showState()
{
    if (m_model->rowCount() == 0 && !m_filterEdit->text().trimmed().isEmpty()) {
        m_overlay->showEmpty(tr("No match for \"%1\".").arg(m_filterEdit->text().trimmed()),
                             {{tr("Clear filter"), [this] { m_filterEdit->clear(); }}});
        return;
    }
    if (m_model->rowCount() == 0) {
        m_overlay->showEmpty(tr("A session gathers the values of one run, trip or test."),
                             {{tr("New session"), [this] { createSession(); }}});
        return;
    }
    if (m_model->isComplete())
        m_overlay->showData();
    else
        showPartial();
    m_table->fitColumns();
    if (const auto row = m_model->rowOf(m_createdUid)) {
        m_createdUid.clear();
        m_table->selectRows(*row, *row);
    }
}

void SessionsPage::showPartial()
{
    const NumberFormatter &numbers = m_formatter.numbers();
    const QString shown = numbers.fullCount(m_model->rowCount());
    m_overlay->showPartial(m_model->total() ? tr("Showing %1 of about %2 sessions.")
                                                  .arg(shown, numbers.fullCount(*m_model->total()))
                                            : tr("Showing %1 sessions; there are more.").arg(shown),
                           {{tr("Load more"), [this] { m_model->fetchMore({}); }},
                            {tr("Load all"), [this] { m_model->loadAll(); }}});
}

void SessionsPage::createSession()
{
    auto *dialog =
        new SessionDialog(m_formatter, m_context->clock(), m_context->calendar().zone, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { m_model->create(*dialog->session()); });
    dialog->open();
}

void SessionsPage::removeSelected()
{
    // By id: the list may change while the question is open.
    std::vector<SessionId> sessions;
    std::int64_t records = 0;
    QStringList sources;
    for (const int row : m_table->selectedRows()) {
        if (const SessionSummary *at = m_model->summary(row)) {
            sessions.push_back(at->session.id);
            records += at->recordCount;
            sources += at->sources;
        }
    }
    if (sessions.empty())
        return;
    sources.removeDuplicates();
    const int count = static_cast<int>(sessions.size());
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Delete sessions"));
    question->setText(tr("Delete %n session(s)?", nullptr, count));
    question->setInformativeText(
        tr("%Ln record(s) will be deleted too. This can be undone until the store is closed.",
           nullptr, static_cast<int>(records)) %
        (sources.isEmpty() ? QString() : u"\n\n"_s % removalAtSources(sources)));
    auto *remove = new QPushButton(tr("Delete %n session(s)", nullptr, count));
    remove->setProperty("variant", u"danger"_s);
    question->addButton(remove, QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, sessions, remove](const QAbstractButton *button) {
                if (button == remove)
                    m_model->remove(sessions);
            });
    question->open();
}

void SessionsPage::zoomTo(const Session &session)
{
    if (session.start && session.end)
        m_context->setWindow({*session.start, *session.end + Timedelta(1)});
}

void SessionsPage::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("New session…"), this, &SessionsPage::createSession);
    const SessionSummary *at = m_model->summary(m_table->currentIndex().row());
    QAction *edit =
        menu->addAction(tr("Edit cell"), this, [this] { m_table->edit(m_table->currentIndex()); });
    edit->setShortcut(Qt::Key_F2);
    edit->setEnabled(m_table->currentIndex().flags().testFlag(Qt::ItemIsEditable));
    // The session as it is now: its row may be another one when the entry is chosen.
    const Session session = at != nullptr ? at->session : Session();
    QAction *zoom =
        menu->addAction(tr("Zoom to this session"), this, [this, session] { zoomTo(session); });
    zoom->setEnabled(at != nullptr && at->session.start && at->session.end);
    menu->addSeparator();
    QAction *remove = menu->addAction(tr("Delete…"), this, &SessionsPage::removeSelected);
    remove->setShortcut(Qt::Key_Delete);
    remove->setEnabled(at != nullptr);
    menu->popup(globalPosition);
}

} // namespace tidemark
