// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/headings.h"

#include <QFontMetrics>
#include <QHeaderView>

#include <algorithm>

namespace tidemark::theme {

namespace {

constexpr int kMargins_px = 2 * 8 + 20; ///< those of application.qss, and the room of an arrow

} // namespace

void keepHeadingsWhole(QHeaderView &header)
{
    QFont font = header.font();
    font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    int least = header.minimumSectionSize();
    for (int section = 0; section < header.count(); ++section) {
        const QString heading =
            header.model()->headerData(section, header.orientation()).toString();
        if (header.sectionResizeMode(section) == QHeaderView::ResizeToContents)
            least = std::max(least, metrics.horizontalAdvance(heading) + kMargins_px);
    }
    header.setMinimumSectionSize(least);
}

} // namespace tidemark::theme
