// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/privacy_page.h"

#include "model/domain/endpoint_text.h"
#include "model/domain/formatter.h"
#include "model/items/receiver_words.h"
#include "model/items/source_board.h"
#include "model/ports/clock.h"
#include "model/ports/receiver_links.h"
#include "model/ports/source_links.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/state_overlay.h"

#include <QFrame>
#include <QLabel>
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
    QStringList directions;
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

/// Listening on a port is no origin, and sorts behind all of them.
constexpr auto kListening = "listening "_L1;

QString originOf(const ReceiverLink &link)
{
    return isListening(link.plan.kind) ? QString(kListening % receiverAddress(link))
                                       : originOfEndpoint(link.plan.address);
}

void addReceiver(Place &place, const ReceiverLink &link)
{
    if (place.address.isEmpty())
        place.address = isListening(link.plan.kind) ? receiverAddress(link)
                                                    : addressOfOrigin(link.plan.address);
    place.sources << receiverName(link.plan);
    place.last = later(place.last, link.state.lastAt);
    if (!link.plan.isOn) {
        place.directions << PrivacyPage::tr("switched off");
        place.sent << PrivacyPage::tr("nothing now");
        return;
    }
    if (!isListening(link.plan.kind)) {
        place.directions << PrivacyPage::tr("asks");
        place.sent << (link.plan.kind == ReceiverKind::Users
                           ? PrivacyPage::tr("the question for users, and its Roboto token")
                           : PrivacyPage::tr("the question for metrics alone"));
        return;
    }
    place.directions << (link.plan.isOpenToOthers ? PrivacyPage::tr("listens, to every machine")
                                                  : PrivacyPage::tr("listens, to this machine"));
    place.sent << PrivacyPage::tr("nothing but answers; what comes is stored here");
}

/// What tells the rows apart; they stand in its order.
QString originAt(const QStandardItemModel &model, int row)
{
    return model.index(row, 0).data(Qt::UserRole).toString();
}

void insertRow(QStandardItemModel &model, int row, const QString &origin)
{
    QList<QStandardItem *> cells;
    for (int column = 0; column < model.columnCount(); ++column) {
        cells << new QStandardItem;
        cells.last()->setEditable(false);
    }
    cells.first()->setData(origin, Qt::UserRole);
    model.insertRow(row, cells);
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
                               "the sources and receivers that you added, and only at these "
                               "addresses:"),
                            this);
    text->setWordWrap(true);
    buildTable();
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
    if (m_parts.receivers)
        connect(m_parts.receivers, &ReceiverLinks::changed, this, &PrivacyPage::read);
    read();
}

void PrivacyPage::buildTable()
{
    m_model->setHorizontalHeaderLabels({tr("Address"), tr("Used by"), tr("Direction"),
                                        tr("What is sent there"), tr("Last contact")});
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_model->setHeaderData(column, Qt::Horizontal, int{Qt::AlignLeft | Qt::AlignVCenter},
                               Qt::TextAlignmentRole);
    m_table->setModel(m_model);
    m_table->setElasticColumn(3); // what is sent there
}

void PrivacyPage::read()
{
    QMap<QString, Place> places;
    for (const SourceLink &link : m_parts.board->links()) {
        Place &place = places[originOfEndpoint(link.source.endpoint)];
        place.address = link.source.endpoint;
        place.sources << link.source.name;
        place.directions << tr("asks and sends");
        place.sent << sentTo(link);
        place.last = later(place.last, link.lastContact);
    }
    for (const SourceContact &contact : m_parts.links->contacts()) {
        Place &place = places[originOfEndpoint(contact.address)];
        if (place.address.isEmpty())
            place.address = addressOfOrigin(contact.address);
        place.last = later(place.last, contact.last);
    }
    const auto receivers =
        m_parts.receivers ? m_parts.receivers->links() : std::vector<ReceiverLink>();
    for (const ReceiverLink &link : receivers) {
        if (link.plan.fault.isEmpty())
            addReceiver(places[originOf(link)], link);
    }
    const Timestamp now = m_parts.context->clock().now();
    QMap<QString, QStringList> cells;
    for (auto place = places.begin(); place != places.end(); ++place) {
        place->sent.removeDuplicates();
        place->directions.removeDuplicates();
        const bool isUsed = !place->sources.isEmpty();
        cells[place.key()] = {
            place->address,
            isUsed ? place->sources.join(u", "_s) : tr("none now"),
            isUsed ? place->directions.join(u"; "_s) : tr("none now"),
            isUsed ? place->sent.join(u"; "_s) : tr("tried or used before, nothing now"),
            place->last ? m_parts.formatter->age(*place->last, now) : tr("none known"),
            m_parts.formatter->exactTime(place->last)};
    }
    showPlaces(cells);
}

void PrivacyPage::showPlaces(const QMap<QString, QStringList> &cells)
{
    int row = 0;
    for (auto place = cells.begin(); place != cells.end(); ++place, ++row) {
        while (row < m_model->rowCount() && originAt(*m_model, row) < place.key())
            m_model->removeRow(row);
        if (row == m_model->rowCount() || originAt(*m_model, row) != place.key())
            insertRow(*m_model, row, place.key());
        showRow(row, *place);
    }
    m_model->setRowCount(row);
    if (row == 0)
        m_overlay->showEmpty(
            tr("No address. There is no source and no receiver, so no connection is "
               "made and nothing listens."),
            {});
    else
        m_overlay->showData();
    m_table->fitColumns();
}

// The texts of the columns, and the exact time of the last contact.
void PrivacyPage::showRow(int row, const QStringList &texts)
{
    const int last = m_model->columnCount() - 1;
    for (int column = 0; column <= last; ++column) {
        QStandardItem *item = m_model->item(row, column);
        item->setText(texts.at(column));
        item->setToolTip(texts.at(column == last ? last + 1 : column));
    }
}

void PrivacyPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    read();
}

} // namespace tidemark
