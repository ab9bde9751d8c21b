// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark::http {

/// Lets this process open 4,096 files, as far as the system allows it: the connections of a server
/// are 1,024 at the most, which is what many systems allow unasked, and its store needs some too.
/// Any thread.
void makeDescriptorRoom();

} // namespace tidemark::http
