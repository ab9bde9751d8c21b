// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QHeaderView;

namespace tidemark::theme {

/// Makes no section narrower than its heading: a section that fits its contents does not reckon
/// with the weight and the margins that the style gives headings. After the labels are set.
void keepHeadingsWhole(QHeaderView &header);

} // namespace tidemark::theme
