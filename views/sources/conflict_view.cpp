// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/conflict_view.h"

#include "model/core/continue_on.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"

#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kLinesHeight = 136; ///< always, so that nothing moves when what is here was read
constexpr int kSignWidth = 16;

} // namespace

ConflictView::ConflictView(const DataPorts &ports, const Formatter &formatter, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_formatter(formatter)
    , m_about(new QLabel(this))
    , m_blocked(new QLabel(this))
    , m_scroll(new QScrollArea(this))
{
    buildLayout();
}

void ConflictView::buildLayout()
{
    m_about->setProperty("tone", u"muted"_s);
    m_about->setTextFormat(Qt::PlainText);
    m_about->setWordWrap(true);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFixedHeight(kLinesHeight);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Both versions"));
    m_scroll->viewport()->setAutoFillBackground(false); // the card's surface shows through
    auto *card = new QFrame(this);
    card->setProperty("note", true);
    auto *buttons = new QHBoxLayout;
    const auto addButton = [&](const QString &text, const QString &help,
                               void (ConflictView::*chosen)()) {
        auto *button = new QPushButton(text, card);
        button->setToolTip(help);
        button->setAutoDefault(false);
        buttons->addWidget(button);
        m_choices << button;
        connect(button, &QPushButton::clicked, this, chosen);
    };
    addButton(tr("&Keep mine"), tr("Overwrites what the source has with what is here"),
              &ConflictView::keepMineRequested);
    addButton(tr("Take t&heirs"),
              tr("Brings what the source has into this store; this can be undone"),
              &ConflictView::takeTheirsRequested);
    m_blocked->setProperty("tone", u"muted"_s);
    m_blocked->setTextFormat(Qt::PlainText);
    m_blocked->setWordWrap(true);
    buttons->addWidget(m_blocked, 1);
    auto *inCard = new QVBoxLayout(card);
    inCard->setContentsMargins(10, 8, 10, 8);
    inCard->setSpacing(6);
    inCard->addWidget(m_about);
    inCard->addWidget(m_scroll);
    inCard->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);
}

void ConflictView::setBlocked(const QString &reason)
{
    for (QPushButton *choice : std::as_const(m_choices)) {
        choice->setEnabled(reason.isEmpty());
        choice->setAccessibleDescription(reason);
    }
    m_blocked->setText(reason);
}

void ConflictView::showConflict(const OutboxItem &item, const QString &source)
{
    const bool isSame = item.id == m_item.id && item.theirs == m_item.theirs &&
                        item.value == m_item.value && item.name == m_item.name &&
                        source == m_source;
    m_item = item;
    m_source = source;
    if (!isSame) // else it would flicker with every change of the queue
        showSides({});
    readHere(item);
}

// What is here may be gone meanwhile; then its side stays as empty as it is.
void ConflictView::readHere(const OutboxItem &item)
{
    const std::uint64_t generation = ++m_generation;
    if (item.isRemoval)
        return;
    const auto show = [this, generation](const ConflictHere &here) {
        if (generation == m_generation)
            showSides(here);
    };
    if (item.key.kind == OutboxKind::Record && item.session) {
        continueOn(
            this, m_ports.sessions->recordsOf(SessionId(item.key.second)),
            [show, metric = MetricId(item.key.first)](const Result<std::vector<Record>> &records) {
                if (!records)
                    return;
                const auto found =
                    std::find_if(records->begin(), records->end(),
                                 [metric](const Record &one) { return one.key.metric == metric; });
                if (found != records->end())
                    show({*found, {}, {}});
            });
    } else if (item.key.kind == OutboxKind::Session && item.session) {
        continueOn(this, m_ports.sessions->findSession(*item.session),
                   [show](const Result<Session> &session) {
                       if (session)
                           show({{}, *session, {}});
                   });
    } else if (item.key.kind == OutboxKind::Definition) {
        continueOn(this, m_ports.catalog->find(item.name),
                   [show](const Result<Definition> &definition) {
                       if (definition)
                           show({{}, {}, *definition});
                   });
    }
}

QLabel *ConflictView::cell(const QString &text, const QString &tone)
{
    auto *label = new QLabel(text, m_lines);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setProperty("tone", tone);
    return label;
}

void ConflictView::showSides(const ConflictHere &here)
{
    const ConflictSides sides = conflictSides(m_item, here, m_formatter);
    const auto different = std::count_if(sides.facts.begin(), sides.facts.end(),
                                         [](const ConflictFact &fact) { return fact.isDifferent; });
    m_about->setText(sides.about);
    m_lines = new QWidget;
    m_grid = new QGridLayout(m_lines);
    m_grid->setContentsMargins(0, 0, 8, 0);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnMinimumWidth(0, kSignWidth);
    m_grid->setColumnStretch(2, 1);
    m_grid->setColumnStretch(3, 1);
    QLabel *count = cell(tr("%n difference(s)", nullptr, static_cast<int>(different)), u"muted"_s);
    count->setWordWrap(false);
    m_grid->addWidget(count, 0, 0, 1, 2);
    m_grid->addWidget(cell(tr("Here"), u"heading"_s), 0, 2);
    m_grid->addWidget(cell(tr("At %1").arg(m_source), u"heading"_s), 0, 3);
    int row = 1;
    for (const ConflictFact &fact : sides.facts)
        addLine(row++, fact);
    m_grid->setRowStretch(row, 1);
    m_scroll->setWidget(m_lines);
    m_lines->setAutoFillBackground(false);
}

void ConflictView::addLine(int row, const ConflictFact &fact)
{
    const QString tone = fact.isDifferent ? u"heading"_s : QString();
    auto *sign = new QLabel(fact.isDifferent ? u"\u2260"_s : QString(), m_lines);
    sign->setProperty("tone", u"caution"_s);
    sign->setToolTip(fact.isDifferent ? tr("This differs") : QString());
    auto *name = new QLabel(fact.name, m_lines);
    name->setProperty("tone", u"muted"_s);
    m_grid->addWidget(sign, row, 0, Qt::AlignTop | Qt::AlignHCenter);
    m_grid->addWidget(name, row, 1, Qt::AlignTop);
    int column = 2;
    for (const QString &value : {fact.here, fact.there}) {
        QLabel *label = cell(value, tone);
        const QString where = column == 2 ? tr("here") : tr("at %1", "a source").arg(m_source);
        label->setAccessibleName(
            fact.isDifferent
                ? tr("%1 %2: %3, differs", "name, side, value").arg(fact.name, where, value)
                : tr("%1 %2: %3", "name, side, value").arg(fact.name, where, value));
        m_grid->addWidget(label, row, column++, Qt::AlignTop);
    }
}

} // namespace tidemark
