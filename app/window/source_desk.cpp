// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/source_desk.h"

#include "app/window/fetch_task.h"
#include "app/window/main_window.h"
#include "app/window/offline_banner.h"
#include "app/window/receiver_desk.h"
#include "app/window/source_status.h"
#include "app/window/source_watch.h"
#include "app/window/status_bar.h"
#include "model/ports/store_events.h"
#include "views/dashboards/metric_directory.h"
#include "views/sources/compare_dialog.h"
#include "views/sources/fetch_dialog.h"
#include "views/sources/publish_dialog.h"
#include "views/sources/source_removal.h"
#include "views/sources/sources_page.h"
#include "views/sources/waiting_page.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <algorithm>

namespace tidemark {

SourceDesk::SourceDesk(MainWindow &window)
    : m_window(window)
    , m_board(*window.workspace()->links())
    , m_watch(std::make_unique<SourceWatch>(
          m_board, window.messages(),
          [desk = QPointer<SourceDesk>(this)] {
              if (desk)
                  desk->show(SourcesDialog::Tab::Sources);
          },
          [desk = QPointer<SourceDesk>(this)](SourceId source) {
              if (desk)
                  desk->showAttention(source);
          }))
{
    window.status().sources().setBoard(&m_board);
    window.offlineBanner().setSources(&m_board, window.workspace()->links());
    connect(&window.status().sources(), &SourceStatus::clicked, this,
            [this] { show(SourcesDialog::Tab::Sources); });
    connect(&m_board, &SourceBoard::linksChanged, this, &SourceDesk::changed);
    connect(window.workspace()->ports().events, &StoreEvents::becameReadOnly, this,
            [this](const QString &reason) {
                if (m_dialog)
                    m_dialog->setReadOnly(reason);
            });
}

SourceDesk::~SourceDesk()
{
    delete m_form;
    delete m_comparison;
    delete m_dialog; // while what it shows is still there
    m_window.status().sources().setBoard(nullptr);
    m_window.offlineBanner().setSources(nullptr, nullptr);
}

SourceParts SourceDesk::parts()
{
    return {m_window.workspace()->ports(),
            m_window.workspace()->links(),
            &m_board,
            &m_window.context(),
            &m_window.formatter(),
            m_window.program().theme,
            m_window.receivers() ? &m_window.receivers()->links() : nullptr};
}

SourcesDialog *SourceDesk::show(SourcesDialog::Tab tab)
{
    if (!m_dialog) {
        m_dialog = new SourcesDialog(parts(), &m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->setReadOnly(m_window.workspace()->readOnlyReason());
        connect(m_dialog, &SourcesDialog::fetchRequested, this, &SourceDesk::fetch);
        connect(m_dialog, &SourcesDialog::comparisonRequested, this, &SourceDesk::compare);
        connect(m_dialog, &SourcesDialog::removalAsked, this, &SourceDesk::followRemoval);
    }
    m_dialog->showTab(tab);
    if (m_dialog->isVisible())
        m_dialog->raise();
    m_dialog->show();
    m_dialog->activateWindow();
    return m_dialog;
}

void SourceDesk::followRemoval(SourceRemoval *removal)
{
    connect(removal, &SourceRemoval::failed, this, [this](const Error &error) {
        if (!m_dialog || !m_dialog->isVisible()) // else it stands there
            m_window.say(Message::Kind::Bad, error.message, error.detail);
    });
}

void SourceDesk::add()
{
    show(SourcesDialog::Tab::Sources)->sources().addSource();
}

void SourceDesk::showAttention(SourceId source)
{
    WaitingPage &page = show(SourcesDialog::Tab::Outbox)->outbox();
    page.setSource(source);
    page.showAttention();
}

bool SourceDesk::publishes() const
{
    const std::vector<SourceLink> &links = m_board.links();
    return std::any_of(links.begin(), links.end(), [](const SourceLink &link) {
        return link.source.level != PublishLevel::Off;
    });
}

void SourceDesk::sendNow()
{
    QStringList off;
    for (const SourceLink &link : m_board.links()) {
        if (link.source.level != PublishLevel::Off)
            m_window.workspace()->links()->sendNow(link.source.id);
        else if (link.delivery.counts.waiting > 0)
            off << link.source.name;
    }
    if (!off.isEmpty())
        m_window.say(Message::Kind::Info,
                     tr("Publishing is off for %1: what waits for it is not sent.", "sources")
                         .arg(off.join(tr(", ", "list"))));
}

void SourceDesk::fetch(SourceId source)
{
    if (m_board.links().empty())
        return;
    if (!source.isValid())
        source = m_board.links().front().source.id;
    QStringList names;
    for (const MetricId metric : m_window.context().selectedMetrics())
        if (const Definition *found = m_window.workspace()->metrics().find(metric))
            names << found->name;
    QWidget *over = m_dialog ? static_cast<QWidget *>(m_dialog) : &m_window;
    auto *dialog = new FetchDialog(parts(), source, names, over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_form = dialog;
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const auto request = dialog->request())
            runFetch(*request);
    });
    dialog->open();
}

void SourceDesk::compare(SourceId source)
{
    if (m_board.links().empty())
        return;
    if (!source.isValid())
        source = m_board.links().front().source.id;
    delete m_comparison;
    // The main window's: it goes on when the window about sources is closed.
    m_comparison =
        new CompareDialog(parts(), source, m_window.context().selectedMetrics(), &m_window);
    m_comparison->setAttribute(Qt::WA_DeleteOnClose);
    m_comparison->show(); // beside the windows, which stay usable meanwhile
    m_comparison->activateWindow();
}

void SourceDesk::runFetch(const FetchRequest &request)
{
    new FetchTask(
        parts(), request, m_window.status(), m_window.messages(),
        [desk = QPointer<SourceDesk>(this)](SourceId source) {
            if (desk)
                desk->showAttention(source);
        },
        this);
}

void SourceDesk::publishSelection()
{
    publish(m_window.workspace()->table().records()->publishSelection());
}

void SourceDesk::publishMetrics()
{
    publish(m_window.context().selection(m_window.context().selectedMetrics()));
}

void SourceDesk::publish(const PublishSelection &what)
{
    if (m_board.links().empty()) {
        add(); // there is nowhere to publish to yet
        return;
    }
    if (what.selection.metrics.empty()) { // that would be every metric
        m_window.say(Message::Kind::Info, tr("Select a metric, or records of it, first."));
        return;
    }
    auto *dialog = new PublishDialog(parts(), what, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_form = dialog;
    dialog->open();
}

} // namespace tidemark
