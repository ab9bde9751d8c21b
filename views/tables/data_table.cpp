// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/data_table.h"

#include "model/core/value_parser.h"
#include "model/items/item_roles.h"
#include "views/tables/column_menu.h"
#include "views/tables/scroll_place.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QResizeEvent>
#include <QScopedValueRollback>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kMaxColumnWidth = 320;
constexpr int kLeastElasticWidth = 110;
constexpr int kMeasuredRows = 50; // at least, besides those in sight; Qt's thousand take too long
constexpr int kTitleMargin = 10;  // the style sheet's padding, and a little air

QString cellText(const QModelIndex &index, const QLocale &locale)
{
    const QVariant edited = index.data(Qt::EditRole);
    if (edited.isValid())
        return edited.toString();
    const QVariant value = index.data(roleOf(ItemRole::Value));
    return value.typeId() == QMetaType::Double ? editText(value.toDouble(), locale)
                                               : index.data(Qt::DisplayRole).toString();
}

QString tsvCell(QString text)
{
    // A cell must not end its row or column.
    return text.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
}

QList<QStringList> htmlBlock(const QString &html)
{
    QTextDocument document;
    document.setHtml(html);
    QList<QStringList> block;
    for (QTextFrame *frame : document.rootFrame()->childFrames()) {
        auto *table = qobject_cast<QTextTable *>(frame);
        if (table == nullptr)
            continue;
        for (int row = 0; row < table->rows(); ++row) {
            QStringList cells;
            for (int column = 0; column < table->columns(); ++column)
                cells << table->cellAt(row, column).firstCursorPosition().block().text().trimmed();
            block << cells;
        }
        break;
    }
    return block;
}

} // namespace

QList<QStringList> blockFrom(const QMimeData *data)
{
    if (data == nullptr)
        return {};
    if (!data->hasText() && data->hasHtml())
        return htmlBlock(data->html());
    QList<QStringList> block;
    for (QString line : data->text().split(u'\n')) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        block << line.split(u'\t');
    }
    while (!block.isEmpty() && block.last() == QStringList{QString()})
        block.removeLast();
    return block;
}

DataTable::DataTable(const QString &name, Keys keys, QWidget *parent)
    : QTableView(parent)
    , m_keys(keys)
    , m_scrollPlace(new ScrollPlace(this))
{
    setAccessibleName(name);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 11);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setResizeContentsPrecision(kMeasuredRows);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    const bool isEditable = keys == Keys::Edit;
    setSelectionBehavior(isEditable ? QAbstractItemView::SelectItems
                                    : QAbstractItemView::SelectRows);
    setTabKeyNavigation(isEditable);
    setEditTriggers(isEditable
                        ? QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                              QAbstractItemView::AnyKeyPressed
                        : QAbstractItemView::NoEditTriggers);
    connect(horizontalHeader(), &QHeaderView::customContextMenuRequested, this,
            [this](const QPoint &at) { showColumnMenu(horizontalHeader()->mapToGlobal(at)); });
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this] {
        if (!m_isFitting && QGuiApplication::mouseButtons() != Qt::NoButton)
            m_hasOwnWidths = true; // by the person, not by us
    });
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &DataTable::fitColumns);
    if (isEditable)
        makeEditable();
    else
        connect(this, &QTableView::doubleClicked, this,
                [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row(), false); });
}

QList<int> DataTable::selectedRows() const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows << row;
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

QList<int> DataTable::shownColumnsFrom(int first) const
{
    const QHeaderView *header = horizontalHeader();
    QList<int> columns;
    for (int visual = header->visualIndex(first); visual >= 0 && visual < header->count(); ++visual)
        if (const int column = header->logicalIndex(visual); !isColumnHidden(column))
            columns << column;
    return columns;
}

void DataTable::selectRows(int first, int last)
{
    const int lastColumn = model()->columnCount() - 1;
    selectionModel()->select(
        QItemSelection(model()->index(first, 0), model()->index(last, lastColumn)),
        QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const int column = std::max(0, columnAt(0));
    selectionModel()->setCurrentIndex(model()->index(first, column), QItemSelectionModel::NoUpdate);
    scrollTo(model()->index(last, column));
    scrollTo(model()->index(first, column));
}

QMimeData *DataTable::copySelection() const
{
    QList<int> columns;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        for (int column = range.left(); column <= range.right(); ++column)
            if (!isColumnHidden(column) && !columns.contains(column))
                columns << column;
    if (columns.isEmpty())
        return nullptr;
    std::sort(columns.begin(), columns.end(), [this](int a, int b) {
        return horizontalHeader()->visualIndex(a) < horizontalHeader()->visualIndex(b);
    });
    QStringList lines;
    QString html = u"<table>"_s;
    for (const int row : selectedRows()) {
        QStringList texts;
        html += u"<tr>"_s;
        for (const int column : std::as_const(columns)) {
            const QModelIndex cell = model()->index(row, column);
            const QString text =
                selectionModel()->isSelected(cell) ? cellText(cell, locale()) : QString();
            texts << tsvCell(text);
            html += u"<td>"_s + text.toHtmlEscaped() + u"</td>"_s;
        }
        html += u"</tr>"_s;
        lines << texts.join(u'\t');
    }
    auto *copied = new QMimeData;
    copied->setText(lines.join(u'\n'));
    copied->setHtml(html + u"</table>"_s);
    return copied;
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->matches(QKeySequence::Copy)) {
        if (QMimeData *copied = copySelection())
            QGuiApplication::clipboard()->setMimeData(copied);
        return;
    }
    if (m_keys == Keys::Edit && handleEditKey(*event))
        return;
    if (m_keys == Keys::Activate && isEnter && currentIndex().isValid()) {
        Q_EMIT rowActivated(currentIndex().row(), event->modifiers() & Qt::ControlModifier);
        return;
    }
    if (event->key() == Qt::Key_Delete) {
        Q_EMIT deleteRequested();
        return;
    }
    if (m_keys == Keys::Activate && event->key() == Qt::Key_F2) {
        Q_EMIT editRequested();
        return;
    }
    QTableView::keyPressEvent(event);
}

QSize DataTable::minimumSizeHint() const
{
    return {QTableView::minimumSizeHint().width(),
            horizontalHeader()->sizeHint().height() + verticalHeader()->defaultSectionSize()};
}

int DataTable::sizeHintForColumn(int column) const
{
    return std::min(QTableView::sizeHintForColumn(column), kMaxColumnWidth);
}

void DataTable::fitColumns()
{
    if (m_hasOwnWidths || model() == nullptr || model()->rowCount() == 0)
        return;
    const QScopedValueRollback fitting(m_isFitting, true);
    QHeaderView *header = horizontalHeader();
    const Widths contents = contentWidths();
    const Widths roomy = wantedWidths(contents, Room::Roomy);
    // In a narrow table the titles give up the place of an arrow that is not there, so that all
    // columns are seen without scrolling.
    const bool isRoomy = m_elasticColumn >= 0 || roomy.sum <= viewport()->width();
    const Widths widths = isRoomy ? roomy : wantedWidths(contents, Room::Tight);
    const int columns = static_cast<int>(widths.columns.size());
    const int air = m_elasticColumn >= 0 ? kTitleMargin : 0; // where nothing is shared out
    const int left = viewport()->width() - widths.sum - air * (columns - 1);
    const int spare = std::max(0, left) / std::max(1, columns);
    for (const auto &[column, width] : widths.columns) {
        if (m_elasticColumn < 0)
            header->resizeSection(column, width + spare);
        else
            header->resizeSection(column, column == m_elasticColumn
                                              ? std::max(kLeastElasticWidth, width + left)
                                              : width + air);
    }
}

DataTable::Widths DataTable::contentWidths() const
{
    Widths widths;
    for (int column = 0; column < horizontalHeader()->count(); ++column) {
        if (horizontalHeader()->isSectionHidden(column))
            continue;
        const int width = sizeHintForColumn(column);
        widths.columns.append({column, width});
        widths.sum += width;
    }
    return widths;
}

DataTable::Widths DataTable::wantedWidths(const Widths &contents, Room room) const
{
    Widths widths = contents;
    widths.sum = 0;
    for (auto &[column, width] : widths.columns) {
        width = std::max(width, titleWidth(column, room));
        widths.sum += width;
    }
    return widths;
}

// Qt reckons with the header's plain font and with an arrow in every section; the style sheet draws
// bold text, and an arrow where the table is sorted.
int DataTable::titleWidth(int column, Room room) const
{
    const QHeaderView *header = horizontalHeader();
    const QString title = model()->headerData(column, Qt::Horizontal).toString();
    QFont bold = header->font();
    bold.setWeight(QFont::DemiBold);
    const int text = QFontMetrics(bold).horizontalAdvance(title);
    const bool hasArrow =
        header->isSortIndicatorShown() && header->sortIndicatorSection() == column;
    if (room == Room::Tight && !hasArrow)
        return text + 2 * kTitleMargin;
    return header->sectionSizeHint(column) + text -
           QFontMetrics(header->font()).horizontalAdvance(title);
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitColumns();
}

void DataTable::showColumnMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnChoices(menu, *horizontalHeader(), [this](int column) -> ColumnChoice {
        return [this, column](bool isShown) { setColumnHidden(column, !isShown); };
    });
    menu->popup(globalPosition);
}

QByteArray DataTable::saveState() const
{
    return horizontalHeader()->saveState();
}

void DataTable::restoreState(const QByteArray &state)
{
    m_hasOwnWidths = horizontalHeader()->restoreState(state);
}

} // namespace tidemark
