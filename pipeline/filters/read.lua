-- Reads every source by itself, so that the note labels of one file never meet another's.
-- In: {"elements": [names of HTML's own elements], "texts": [{"format": …, "text": …}]} on stdin.
-- Out: per text a line of tree and a line of pandoc's log.
local input = pandoc.json.decode(io.read('a'), false)
local known = {}
for _, name in ipairs(input.elements) do known[name] = true end
local NAME = '</?([^%s<>/"\'=!?]+)'

-- The HTML with each < that begins no whole tag and no comment as the sign that it is.
local function whole(text)
  return (text:gsub('<()', function(at)
    local begins = text:find('^/?%a[^<>]*>', at) or text:find('^[!?]', at)
    return begins and '<' or '&lt;'
  end))
end

-- Raw HTML that holds words becomes text, so that every edition has them; tags alone stay as they are.
local function as_text(raw)
  if not raw.format:find('^html') then return nil end
  local text = whole(raw.text)
  local words = text:gsub('<!%-%-.-%-%->', ''):gsub('<[^<>]*>', '')
  if not words:find('%S') then return nil end
  return pandoc.read(text, 'html+raw_html-auto_identifiers').blocks
end

local written_in_html = {
  RawBlock = as_text,
  RawInline = function(raw)
    local blocks = as_text(raw)
    return blocks and pandoc.utils.blocks_to_inlines(blocks)
  end,
}

-- A tag that is none of HTML's is printed as it is typed: <πολιτεία>, <sic>.
local function as_typed(raw)
  if not raw.format:find('^html') then return nil end
  local name = raw.text:match('^' .. NAME .. '[^<>]*>%s*$')
  return name and not known[name:lower()] and pandoc.Inlines(raw.text) or nil
end

local none_of_html = {
  RawInline = as_typed,
  RawBlock = function(raw)
    local words = as_typed(raw)
    return words and pandoc.Plain(words)
  end,
}

-- Whether the text may hold any of these: a walk costs a third of the reading.
local function holds_any(text)
  if text:find('{=html', 1, true) then return true end
  for name in text:gmatch(NAME) do
    if not known[name:lower()] and not name:find('@') and name:sub(-1) ~= ':' then return true end
  end
  return false
end

for _, source in ipairs(input.texts) do
  local log, doc = pandoc.log.silence(function()
    local read = pandoc.read(source.text, source.format)
    return holds_any(source.text) and read:walk(written_in_html):walk(none_of_html) or read
  end)
  io.write(pandoc.write(doc, 'json'), '\n')
  local messages = pandoc.List{}
  for i, message in ipairs(log) do messages[i] = message end
  io.write(#messages == 0 and '[]' or pandoc.json.encode(messages), '\n')
end
