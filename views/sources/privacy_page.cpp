// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/privacy_page.h"

#include "model/domain/endpoint_text.h"
#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/ports/clock.h"
#include "model/ports/source_links.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/state_overlay.h"

#include <QFrame>
#include <QLabel>
#include <QMap>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

/// What is known of one address.
struct Place
{
    QString address; ///< as it is shown
    QStringList sources;
    QStringList sent;
    std::optional<Timestamp> last;
};

std::optional<Timestamp> later(std::optional<Timestamp> a, std::optional<Timestamp> b)
{
    return !a || (b && *b > *a) ? b : a;
}

QString sentTo(const SourceLink &link)
{
    switch (link.source.level) {
    case PublishLevel::Off:
        return PrivacyPage::tr("nothing by itself");
    case PublishLevel::Summary:
        return PrivacyPage::tr("values, metrics, names, times and devices of sessions");
    case PublishLevel::Detailed:
        return PrivacyPage::tr("values, metrics and sessions with their tags and notes");
    }
    return {};
}

} // namespace

PrivacyPage::PrivacyPage(const SourceParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_model(new QStandardItemModel(this))
    , m_table(new DataTable(tr("Addresses"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, *parts.theme, this))
{
    auto *text = new QLabel(tr("Tidemark sends no usage data. It speaks to the network only for "
                               "the sources that you added, and only to these addresses:"),
                            this);
    text->setWordWrap(true);
    m_table->setModel(m_model);
    m_table->setElasticColumn(2); // what is sent there
    auto *frame = new QFrame(this);
    frame->setProperty("card", true);
    auto *inFrame = new QVBoxLayout(frame);
    inFrame->setContentsMargins(1, 1, 1, 1);
    inFrame->addWidget(m_overlay);
    auto *tokens = new QLabel(tr("Tokens go to their own source's address, in its requests alone. "
                                 "They are in the keyring or, if you chose so, in this program's "
                                 "memory; never in the store, in settings, exports or logs."),
                              this);
    tokens->setWordWrap(true);
    tokens->setProperty("tone", u"muted"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(text);
    layout->addWidget(frame, 1);
    layout->addWidget(tokens);
    setFocusProxy(m_table);
    connect(m_parts.board, &SourceBoard::linksChanged, this, &PrivacyPage::read);
    connect(m_parts.board, &SourceBoard::linkChanged, this, &PrivacyPage::read);
    read();
}

void PrivacyPage::read()
{
    QMap<QString, Place> places;
    for (const SourceLink &link : m_parts.board->links()) {
        Place &place = places[originOfEndpoint(link.source.endpoint)];
        place.address = link.source.endpoint;
        place.sources << link.source.name;
        place.sent << sentTo(link);
        place.last = later(place.last, link.lastContact);
    }
    for (const SourceContact &contact : m_parts.links->contacts()) {
        Place &place = places[originOfEndpoint(contact.address)];
        if (place.address.isEmpty())
            place.address = addressOfOrigin(contact.address);
        place.last = later(place.last, contact.last);
    }
    m_model->clear();
    m_model->setHorizontalHeaderLabels(
        {tr("Address"), tr("Source"), tr("What is sent there"), tr("Last contact")});
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_model->setHeaderData(column, Qt::Horizontal, int{Qt::AlignLeft | Qt::AlignVCenter},
                               Qt::TextAlignmentRole);
    const Timestamp now = m_parts.context->clock().now();
    for (Place &place : places) {
        place.sent.removeDuplicates();
        const bool isUsed = !place.sources.isEmpty();
        QList<QStandardItem *> row;
        for (const QString &text :
             {place.address, isUsed ? place.sources.join(u", "_s) : tr("none now"),
              isUsed ? place.sent.join(u"; "_s) : tr("tried or used before, nothing now"),
              place.last ? m_parts.formatter->age(*place.last, now) : tr("not since the start")}) {
            auto *item = new QStandardItem(text);
            item->setEditable(false);
            item->setToolTip(text);
            row << item;
        }
        row.last()->setToolTip(m_parts.formatter->exactTime(place.last));
        m_model->appendRow(row);
    }
    if (m_model->rowCount() == 0)
        m_overlay->showEmpty(tr("No address. There is no source, so no connection is made."), {});
    else
        m_overlay->showData();
    m_table->fitColumns();
}

void PrivacyPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    read();
}

} // namespace tidemark
